package dev.trilith.emulator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A message that is no JSON, or not of the right shape. */
@Provider
public final class JsonFaultMapper implements ExceptionMapper<JsonProcessingException> {
    @Override
    public Response toResponse(JsonProcessingException fault) {
        return Problems.response(400, JsonFaults.explain(fault), null);
    }
}
