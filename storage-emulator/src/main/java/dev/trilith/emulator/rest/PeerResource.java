package dev.trilith.emulator.rest;

import dev.trilith.contract.PeerDocument;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.PeerReach;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The other arrays, as this one's link sees them. */
@Path("/v1/peers/{array}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Array")
public class PeerResource {
    private final ArrayEngine engine;

    @Inject
    public PeerResource(ArrayEngine engine) {
        this.engine = engine;
    }

    /** Whether the link reaches another array now. */
    @GET
    @Operation(
            operationId = "probePeer",
            summary = "Try whether the link reaches another array",
            description =
                    "Dials the link endpoint that pairs name for it, on a connection of its own"
                            + " that touches no leg, and waits at most a second for its answer.")
    @APIResponse(responseCode = "200", description = "Whether it answered")
    @APIResponse(responseCode = "404", description = "No pair here names that array")
    public PeerDocument probe(@PathParam("array") String array) {
        PeerReach reach = engine.reach(array);
        return new PeerDocument(array, reach.reachable(), reach.detail());
    }
}
