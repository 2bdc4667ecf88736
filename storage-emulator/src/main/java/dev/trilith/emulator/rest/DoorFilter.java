package dev.trilith.emulator.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks every request who it is before anything else is looked at, its path included, so that no
 * spelling of a path leads past. Health and the OpenAPI document are served elsewhere and stay
 * open.
 */
@Provider
@PreMatching
public final class DoorFilter implements ContainerRequestFilter {
    private final Doorkeeper doorkeeper;

    @Inject
    public DoorFilter(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        List<String> headers = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        try {
            Caller caller = doorkeeper.admit(headers == null ? List.of() : headers);
            request.setSecurityContext(new Admitted(caller));
        } catch (AccessRefused refused) {
            request.abortWith(new AccessRefusedMapper().toResponse(refused));
        }
    }

    private record Admitted(Caller caller) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(@Nullable String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return Tokens.SCHEME;
        }
    }
}
