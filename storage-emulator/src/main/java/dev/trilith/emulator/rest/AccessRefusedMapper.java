package dev.trilith.emulator.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A refusal of access, with its code. */
@Provider
public final class AccessRefusedMapper implements ExceptionMapper<AccessRefused> {
    @Override
    public Response toResponse(AccessRefused refused) {
        Response problem =
                Problems.response(refused.status(), refused.getMessage(), refused.code().name());
        return refused.code() == AccessRefused.Code.UNAUTHENTICATED
                ? Response.fromResponse(problem)
                        .header(HttpHeaders.WWW_AUTHENTICATE, Tokens.SCHEME)
                        .build()
                : problem;
    }
}
