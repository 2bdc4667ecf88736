package dev.trilith.emulator.rest;

import com.fasterxml.jackson.core.JacksonException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** What the HTTP layer refuses: an unknown path, method or media type, an unreadable body. */
@Provider
public final class WebFaultMapper implements ExceptionMapper<WebApplicationException> {
    @Override
    public Response toResponse(WebApplicationException fault) {
        Response original = fault.getResponse();
        if (fault.getCause() instanceof JacksonException json) {
            return Problems.response(original.getStatus(), JsonFaults.explain(json), null);
        }
        Response problem =
                Problems.response(original.getStatus(), detail(original.getStatus()), null);
        String allow = original.getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? problem
                : Response.fromResponse(problem).header(HttpHeaders.ALLOW, allow).build();
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "no resource has this path; /q/openapi lists them";
            case 405 -> "this path does not offer the method; /q/openapi says which it offers";
            case 406 -> "answers are application/json";
            case 413 -> "a request may have " + Problems.MAX_BODY_BYTES + " bytes";
            case 415 -> "send the body as Content-Type: application/json";
            default -> "see /q/openapi for what is offered";
        };
    }
}
