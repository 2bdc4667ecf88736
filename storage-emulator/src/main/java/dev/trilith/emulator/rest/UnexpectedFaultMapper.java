package dev.trilith.emulator.rest;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** A bug of the array: logged here with its trace, told to the caller without. */
@Provider
public final class UnexpectedFaultMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG =
            System.getLogger(UnexpectedFaultMapper.class.getName());

    @Override
    public Response toResponse(Throwable fault) {
        LOG.log(System.Logger.Level.ERROR, "a request failed by an error of this array", fault);
        return Problems.response(
                500, "the array failed by an error of its own; its log has the trace", null);
    }
}
