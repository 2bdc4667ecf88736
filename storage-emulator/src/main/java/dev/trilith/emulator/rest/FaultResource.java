package dev.trilith.emulator.rest;

import dev.trilith.contract.FaultsDocument;
import dev.trilith.emulator.engine.ArrayEngine;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Distance and trouble on demand. */
@Path("/v1/faults")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Faults")
public class FaultResource {
    private final Faults faults;

    @Inject
    public FaultResource(ArrayEngine engine) {
        this.faults = new Faults(engine);
    }

    /** The faults in force. */
    @GET
    @Operation(
            operationId = "readFaults",
            summary = "Read the faults in force",
            description = "Only what is not healthy is listed. Nothing of it survives a restart.")
    @APIResponse(responseCode = "200", description = "The faults in force")
    public FaultsDocument read() {
        return faults.document();
    }

    /** Replaces the faults. */
    @PUT
    @Operation(
            operationId = "replaceFaults",
            summary = "Set the faults",
            description =
                    "Replaces the whole setting: what the message does not name is healed, so an"
                            + " empty object heals everything. crashAt makes the process die, as by"
                            + " SIGKILL, when it next comes to that point.")
    @APIResponse(responseCode = "200", description = "The faults in force now")
    @APIResponse(responseCode = "404", description = "No such volume")
    @APIResponse(responseCode = "422", description = "A value is out of its range")
    public FaultsDocument replace(
            @Nullable FaultsDocument message, @Context SecurityContext security) {
        Caller.of(security).mustOwn("setting faults");
        faults.replace(Fields.body(message));
        return faults.document();
    }
}
