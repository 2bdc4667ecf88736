package dev.trilith.emulator.rest;

import dev.trilith.contract.ArrayDocument;
import dev.trilith.emulator.engine.ArrayEngine;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The whole array at a glance. */
@Path("/v1/array")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Array")
public class ArrayResource {
    private final ArrayEngine engine;
    private final HostPorts hostPorts;
    private final ArrayOwner owner;

    @Inject
    public ArrayResource(ArrayEngine engine, HostPorts hostPorts, ArrayOwner owner) {
        this.engine = engine;
        this.hostPorts = hostPorts;
        this.owner = owner;
    }

    /** Tables 300, 400 and 500, fences and events. */
    @GET
    @Operation(
            operationId = "readArray",
            summary = "Read everything the array shows",
            description =
                    "The volumes (table 500), the pairs (tables 300 and 400), the order numbers"
                            + " and the newest events, all of one instant.")
    @APIResponse(responseCode = "200", description = "The array at this instant")
    public ArrayDocument read() {
        return new ArrayDocuments(hostPorts).array(engine.view(), owner);
    }
}
