package dev.trilith.emulator.rest;

import dev.trilith.contract.AccessDocument;
import dev.trilith.contract.AccessRequest;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.PeerGrant;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who but the owner may act on which groups. */
@Path("/v1/access")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public class AccessResource {
    private static final String WHAT = "saying who has access";

    private final ArrayEngine engine;
    private final Doorkeeper doorkeeper;

    @Inject
    public AccessResource(ArrayEngine engine, Doorkeeper doorkeeper) {
        this.engine = engine;
        this.doorkeeper = doorkeeper;
    }

    /** Who has access to what; no tokens. */
    @GET
    @Operation(
            operationId = "readAccess",
            summary = "Read who has access",
            description = "Names and groups; what is kept of the tokens is not shown.")
    @APIResponse(responseCode = "200", description = "All grants, ordered by peer")
    public List<AccessDocument> read(@Context SecurityContext security) {
        Caller.of(security).mustOwn(WHAT);
        return engine.grants().all().stream().map(AccessResource::document).toList();
    }

    /** Grants groups to a peer. */
    @PUT
    @Path("/{peer}")
    @Operation(
            operationId = "grantAccess",
            summary = "Let a peer act on groups",
            description =
                    "Who presents the token may look at everything but the access list, and change"
                            + " what carries one of the groups: pairs, orders, terms, records and"
                            + " witnesses. It replaces the peer's token and groups; durable when"
                            + " answered.")
    @APIResponse(responseCode = "200", description = "What the peer may act on now")
    @APIResponse(responseCode = "409", description = "The token is the owner's or another peer's")
    @APIResponse(
            responseCode = "422",
            description = "The peer's name, the token or a group is out of its range")
    @APIResponse(responseCode = "507", description = "The array's disk is full")
    public AccessDocument grant(
            @PathParam("peer") String peer,
            @Nullable AccessRequest message,
            @Context SecurityContext security) {
        Caller.of(security).mustOwn(WHAT);
        AccessRequest request = Fields.body(message);
        byte[] digest = digest(Fields.required("token", request.token()));
        if (doorkeeper.isOwners(digest)) {
            throw new EngineFault(
                    EngineFault.Code.CONFLICTING_DEFINITION,
                    "the token for peer "
                            + peer
                            + " is the owner's own: give the peer a token of its own");
        }
        List<String> groups = Fields.required("groups", request.groups());
        PeerGrant grant = new PeerGrant(peer, Tokens.hex(digest), once(groups));
        engine.grants().put(grant);
        return document(grant);
    }

    /** Takes a peer's access away. */
    @DELETE
    @Path("/{peer}")
    @Operation(
            operationId = "revokeAccess",
            summary = "Take a peer's access away",
            description = "Durable when answered. Changes nothing if the peer has none.")
    @APIResponse(responseCode = "204", description = "The peer has no access")
    @APIResponse(responseCode = "507", description = "The array's disk is full")
    public void revoke(@PathParam("peer") String peer, @Context SecurityContext security) {
        Caller.of(security).mustOwn(WHAT);
        engine.grants().remove(peer);
    }

    private static byte[] digest(String token) {
        if (!Tokens.valid(token)) {
            throw new EngineFault(
                    EngineFault.Code.INVALID_VALUE,
                    "field 'token' must be "
                            + Tokens.MIN_CHARACTERS
                            + " to "
                            + Tokens.MAX_CHARACTERS
                            + " visible ASCII characters, no spaces");
        }
        return Tokens.digest(token);
    }

    private static SortedSet<String> once(List<String> groups) {
        SortedSet<String> all = new TreeSet<>();
        for (int i = 0; i < groups.size(); i++) {
            String at = "groups[" + i + "]";
            if (!all.add(Fields.required(at, groups.get(i)))) {
                throw new BadInput("field '" + at + "' names a group twice");
            }
        }
        return all;
    }

    private static AccessDocument document(PeerGrant grant) {
        return new AccessDocument(grant.peer(), List.copyOf(grant.groups()));
    }
}
