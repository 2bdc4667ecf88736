package dev.trilith.emulator.rest;

import dev.trilith.contract.RecordRequest;
import dev.trilith.contract.SlotDocument;
import dev.trilith.contract.WitnessRequest;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.VolumeAddress;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The volumes that store the copy management table. */
@Path("/v1/management-volumes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Management volumes")
public class ManagementVolumeResource {
    private final ArrayEngine engine;

    @Inject
    public ManagementVolumeResource(ArrayEngine engine) {
        this.engine = engine;
    }

    /** Both slots of each management volume. */
    @GET
    @Operation(
            operationId = "readSlots",
            summary = "Read the records",
            description = "Both slots of each management volume of this array.")
    @APIResponse(responseCode = "200", description = "The slots, ordered by volume and number")
    public List<SlotDocument> read() {
        return engine.readSlots().stream().map(ArrayDocuments::slot).toList();
    }

    /** Writes a record into the older slot. */
    @PUT
    @Path("/{port}/{lu}/record")
    @Operation(
            operationId = "writeRecord",
            summary = "Write a record",
            description =
                    "Into the older slot, or the one that is not whole; durable when answered. The"
                            + " fence's leg is empty. With 'after', the highest sequence of the"
                            + " group that the writer knows of, it is refused (OLD_SEQUENCE) if the"
                            + " array has obeyed a higher one, other than the fence's own: the"
                            + " writer is to read the records first.")
    @APIResponse(responseCode = "204", description = "The record is durable")
    @APIResponse(responseCode = "404", description = "No such management volume")
    @APIResponse(responseCode = "409", description = "OLD_TERM, OLD_SEQUENCE or WRONG_STATE")
    @APIResponse(responseCode = "422", description = "The content is empty or too long")
    @APIResponse(responseCode = "507", description = "The array's disk is full")
    public void writeRecord(
            @PathParam("port") String port,
            @PathParam("lu") String lu,
            @Nullable RecordRequest message,
            @Context SecurityContext security) {
        RecordRequest request = Fields.body(message);
        Fence fence = Fields.fence(request.fence());
        String content = Fields.required("content", request.content());
        admit(security, port, lu, fence);
        Long after = request.after();
        engine.writeRecord(port, lu, fence, after == null ? fence.sequence() : after, content);
    }

    /** Writes the witness into the data region. */
    @PUT
    @Path("/{port}/{lu}/witness")
    @Operation(
            operationId = "writeWitness",
            summary = "Write the witness",
            description =
                    "A short text at the start of the volume's data, which travels down the chain"
                            + " like any host's write and waits for a freeze like one. The volume"
                            + " must be nobody's secondary; the fence's leg is empty.")
    @APIResponse(responseCode = "204", description = "The witness is written")
    @APIResponse(responseCode = "404", description = "No such management volume")
    @APIResponse(
            responseCode = "409",
            description = "OLD_TERM, OLD_SEQUENCE, WRONG_STATE or READ_ONLY")
    @APIResponse(responseCode = "422", description = "The text is longer than 1024 bytes")
    @APIResponse(responseCode = "507", description = "The array's disk is full")
    public void writeWitness(
            @PathParam("port") String port,
            @PathParam("lu") String lu,
            @Nullable WitnessRequest message,
            @Context SecurityContext security) {
        WitnessRequest request = Fields.body(message);
        Fence fence = Fields.fence(request.fence());
        String text = Fields.required("text", request.text());
        admit(security, port, lu, fence);
        engine.writeWitness(port, lu, fence, text);
    }

    private void admit(SecurityContext security, String port, String lu, Fence fence) {
        Caller caller = Caller.of(security);
        caller.mayChange(fence.group());
        caller.mayTouch(new VolumeAddress(engine.name(), port, lu), engine.view());
    }
}
