package dev.trilith.emulator.rest;

import dev.trilith.contract.VolumeDocument;
import dev.trilith.contract.VolumeRequest;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView;
import dev.trilith.emulator.engine.VolumeDefinition;
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

/** Program 122's work: volumes of table 500. */
@Path("/v1/volumes/{port}/{lu}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Definitions")
public class VolumeResource {
    private final ArrayEngine engine;
    private final HostPorts hostPorts;

    @Inject
    public VolumeResource(ArrayEngine engine, HostPorts hostPorts) {
        this.engine = engine;
        this.hostPorts = hostPorts;
    }

    /** Defines a volume, or confirms that it is defined so. */
    @PUT
    @Operation(
            operationId = "defineVolume",
            summary = "Define a volume",
            description =
                    "The volume is filled with zeros and can be used at once. Defining it again in"
                            + " the same way changes nothing.")
    @APIResponse(responseCode = "200", description = "The volume as it is defined now")
    @APIResponse(responseCode = "409", description = "It is defined in another way")
    @APIResponse(responseCode = "422", description = "A name or the size is out of its range")
    @APIResponse(responseCode = "507", description = "The array's disk is full")
    public VolumeDocument define(
            @PathParam("port") String port,
            @PathParam("lu") String lu,
            @Nullable VolumeRequest message,
            @Context SecurityContext security) {
        Caller.of(security).mustOwn("defining volumes");
        VolumeRequest request = Fields.body(message);
        VolumeDefinition wanted =
                new VolumeDefinition(
                        port,
                        lu,
                        Fields.required("drive", request.drive()),
                        request.sizeBytes(),
                        request.storesManagementInformation());
        engine.defineVolume(wanted);
        ArrayView.VolumeView defined =
                engine.view().volumes().stream()
                        .filter(v -> v.definition().equals(wanted))
                        .findFirst()
                        .orElseThrow(NotFoundException::new);
        return new ArrayDocuments(hostPorts).volume(defined);
    }
}
