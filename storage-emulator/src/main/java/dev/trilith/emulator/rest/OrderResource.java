package dev.trilith.emulator.rest;

import dev.trilith.contract.OrderRequest;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.Order;
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

/** Orders to legs. */
@Path("/v1/orders")
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Orders")
public class OrderResource {
    private final ArrayEngine engine;

    @Inject
    public OrderResource(ArrayEngine engine) {
        this.engine = engine;
    }

    /** Changes the state of one leg. */
    @POST
    @Operation(
            operationId = "orderLeg",
            summary = "Order a change of one leg",
            description =
                    "RESYNC, SPLIT, SUSPEND, FREEZE, RESUME, TAKEOVER or DELETE. All pairs of the"
                            + " leg act at one instant, or the order is refused and nothing"
                            + " changes. The answer comes when the order is accepted durably; its"
                            + " end is seen in the pairs' states. A repeated commandId has no"
                            + " second effect.")
    @APIResponse(responseCode = "204", description = "The order is accepted")
    @APIResponse(responseCode = "404", description = "No such leg on this array")
    @APIResponse(
            responseCode = "409",
            description =
                    "Refused; code says why: SOURCE_INCOMPLETE, GOLDEN_COPY_AT_RISK,"
                            + " ONWARD_LEG_ACTIVE, OLD_TERM, OLD_SEQUENCE, CUT_VOID, WRONG_STATE")
    @APIResponse(responseCode = "422", description = "A number is out of its range")
    public void order(@Nullable OrderRequest message, @Context SecurityContext security) {
        Order order = Orders.parse(Fields.body(message));
        Caller.of(security).mayChange(order.fence().group());
        engine.order(order);
    }
}
