package dev.trilith.emulator.rest;

import dev.trilith.emulator.engine.PeerGrant;
import dev.trilith.emulator.engine.PeerGrants;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request. Every token is compared with every other in the same time, by its
 * digest, whether it is right, nearly right or wrong; nothing is counted and nobody is made to
 * wait, so guessing slows nobody but the one who guesses.
 */
public final class Doorkeeper {
    private static final Caller OWNER = new Caller.Owner();

    private final @Nullable OwnerToken owner;
    private final PeerGrants grants;

    /**
     * @param owner the owner's token; null for an array that asks for none
     * @param grants what the owner granted to others
     */
    public Doorkeeper(@Nullable OwnerToken owner, PeerGrants grants) {
        this.owner = owner;
        this.grants = grants;
    }

    /**
     * The caller.
     *
     * @param authorization the values of the request's Authorization headers
     * @throws AccessRefused if it is nobody that the array knows
     */
    Caller admit(List<String> authorization) {
        OwnerToken own = owner;
        if (own == null) {
            return OWNER;
        }
        byte[] presented = Tokens.digest(Tokens.presented(authorization));
        Caller found = null;
        for (PeerGrant grant : grants.all()) {
            if (MessageDigest.isEqual(Tokens.bytes(grant.tokenSha256()), presented)) {
                found = new Caller.Peer(grant.peer(), grant.groups());
            }
        }
        if (own.is(presented)) {
            return OWNER;
        }
        if (found == null) {
            throw Tokens.unknown("the token is not known");
        }
        return found;
    }

    /** Whether a token to be granted is the owner's own, which would make its holder the owner. */
    boolean isOwners(byte[] digest) {
        OwnerToken own = owner;
        return own != null && own.is(digest);
    }
}
