package dev.trilith.emulator.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.emulator.rest.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Errors that end a request before any resource sees it, in the same form as all others. */
@Singleton
public class HttpProblems {
    private static final int BEFORE_ALL = 1000;
    private static final int[] STATUSES = {400, 404, 405, 406, 413, 414, 415, 431};

    private final ObjectMapper json;

    @Inject
    public HttpProblems(ObjectMapper json) {
        this.json = json;
    }

    /** Before the framework's own checks, which answer without a body or let things pass. */
    void checkRequests(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (announced != null && exceeds(announced.trim())) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            answer(context, 413);
        } else if (String.valueOf(request.path()).indexOf(';') >= 0) {
            // Else what follows it would be dropped, and another thing defined than was named.
            answer(context, 400, "no path has a ';'");
        } else if (!reads && String.valueOf(request.path()).startsWith("/q/")) {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            answer(context, 405);
        } else {
            context.next();
        }
    }

    private static boolean exceeds(String announced) {
        return announced.length() > 18 || Long.parseLong(announced) > Problems.MAX_BODY_BYTES;
    }

    void register(@Observes Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, context -> answer(context, status));
        }
        // What is no request at all is answered by the framework before it asks the handlers above.
        router.route()
                .order(-BEFORE_ALL)
                .failureHandler(context -> {
                    if (context.statusCode() == 400) {
                        answer(
                                context,
                                400,
                                "the path, the query or the headers break the rules of HTTP");
                    } else {
                        context.next();
                    }
                });
    }

    private void answer(RoutingContext context, int status) {
        String detail =
                switch (status) {
                    case 404 -> "nothing is offered under this path; /q/openapi lists what is";
                    case 405 -> "this path does not offer the method";
                    case 413 -> "a request may have " + Problems.MAX_BODY_BYTES + " bytes";
                    default -> "the request cannot be served; /q/openapi says what is offered";
                };
        answer(context, status, detail);
    }

    private void answer(RoutingContext context, int status, String detail) {
        if (context.response().ended()) {
            return;
        }
        try {
            String body = json.writeValueAsString(Problems.document(status, detail, null));
            context.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                    .end(body);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
