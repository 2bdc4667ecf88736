package dev.trilith.emulator.rest;

import dev.trilith.emulator.engine.EngineFault;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** The engine's no, with its code. */
@Provider
public final class EngineFaultMapper implements ExceptionMapper<EngineFault> {
    @Override
    public Response toResponse(EngineFault fault) {
        return Problems.response(
                Problems.status(fault.code()), fault.getMessage(), fault.code().name());
    }
}
