package dev.trilith.emulator.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A message that was JSON of the right shape and still makes no sense. */
@Provider
public final class BadInputMapper implements ExceptionMapper<BadInput> {
    @Override
    public Response toResponse(BadInput fault) {
        return Problems.response(400, fault.getMessage(), null);
    }
}
