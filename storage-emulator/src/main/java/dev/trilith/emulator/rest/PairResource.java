package dev.trilith.emulator.rest;

import dev.trilith.contract.PairDocument;
import dev.trilith.contract.PairRequest;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.PairDefinition;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Pairs of tables 300 and 400. */
@Path("/v1/pairs/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Definitions")
public class PairResource {
    private final ArrayEngine engine;

    @Inject
    public PairResource(ArrayEngine engine) {
        this.engine = engine;
    }

    /** Registers a pair, or confirms that it is registered so. */
    @PUT
    @Operation(
            operationId = "registerPair",
            summary = "Register a pair",
            description =
                    "The pair is SMPL and copies nothing until RESYNC is ordered. A remote pair is"
                            + " registered at both of its arrays. Registering it again in the same"
                            + " way changes nothing but the peer's endpoint.")
    @APIResponse(responseCode = "200", description = "The pair as it is registered now")
    @APIResponse(responseCode = "404", description = "A volume of this array is not defined")
    @APIResponse(
            responseCode = "409",
            description =
                    "It contradicts what is registered: other volumes, unequal sizes, a secondary"
                            + " of two pairs, a loop")
    @APIResponse(responseCode = "422", description = "A name or the endpoint is out of its range")
    @APIResponse(responseCode = "507", description = "The array's disk is full")
    public PairDocument register(
            @PathParam("name") String name,
            @Nullable PairRequest message,
            @Context SecurityContext security) {
        PairRequest request = Fields.body(message);
        PairDefinition wanted =
                new PairDefinition(
                        name,
                        Fields.required("group", request.group()),
                        Fields.required("leg", request.leg()),
                        Fields.address("primary", request.primary()),
                        Fields.address("secondary", request.secondary()));
        Caller caller = Caller.of(security);
        caller.mayChange(wanted.group());
        caller.mayTouch(wanted.primary(), engine.view());
        caller.mayTouch(wanted.secondary(), engine.view());
        engine.registerPair(wanted, request.peerLinkEndpoint());
        ArrayView.PairView registered =
                engine.view().pairs().stream()
                        .filter(p -> p.definition().equals(wanted))
                        .findFirst()
                        .orElseThrow(NotFoundException::new);
        return ArrayDocuments.pair(registered);
    }
}
