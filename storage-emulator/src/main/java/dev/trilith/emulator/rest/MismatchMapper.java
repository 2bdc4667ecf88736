package dev.trilith.emulator.rest;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A field of the wrong type; takes the place of the framework's own mapper for this class. */
@Provider
public final class MismatchMapper implements ExceptionMapper<MismatchedInputException> {
    @Override
    public Response toResponse(MismatchedInputException fault) {
        return Problems.response(400, JsonFaults.explain(fault), null);
    }
}
