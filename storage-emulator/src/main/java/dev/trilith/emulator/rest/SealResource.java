package dev.trilith.emulator.rest;

import dev.trilith.contract.SealRequest;
import dev.trilith.emulator.engine.ArrayEngine;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Terms of groups. */
@Path("/v1/seals")
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
public class SealResource {
    private final ArrayEngine engine;

    @Inject
    public SealResource(ArrayEngine engine) {
        this.engine = engine;
    }

    /** Raises a group's term. */
    @POST
    @Operation(
            operationId = "sealGroup",
            summary = "Raise a group's term",
            description =
                    "From now on orders under a lower term are refused, and what the array receives"
                            + " for the group under a lower term ends. Sealing again with the same"
                            + " term and owner changes nothing.")
    @APIResponse(responseCode = "204", description = "The term is in force")
    @APIResponse(
            responseCode = "409",
            description = "OLD_TERM: a higher term, or this term by another owner, is in force")
    @APIResponse(responseCode = "422", description = "The term or the owner is out of its range")
    public void seal(@Nullable SealRequest message, @Context SecurityContext security) {
        SealRequest request = Fields.body(message);
        String group = Fields.required("group", request.group());
        String owner = Fields.required("owner", request.owner());
        Caller.of(security).mayChange(group);
        engine.seal(group, request.term(), owner);
    }
}
