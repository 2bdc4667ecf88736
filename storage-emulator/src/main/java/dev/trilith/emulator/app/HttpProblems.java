package dev.trilith.emulator.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.emulator.rest.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
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

    /** Before the framework's own check, which answers without a body. */
    void limitBodies(@Observes Filters filters) {
        filters.register(this::limitBody, BEFORE_ALL);
    }

    private void limitBody(RoutingContext context) {
        String announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && exceeds(announced.trim())) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            answer(context, 413);
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
    }

    private void answer(RoutingContext context, int status) {
        if (context.response().ended()) {
            return;
        }
        String detail =
                switch (status) {
                    case 404 -> "nothing is offered under this path; /q/openapi lists what is";
                    case 413 -> "a request may have " + Problems.MAX_BODY_BYTES + " bytes";
                    default -> "the request cannot be served; /q/openapi says what is offered";
                };
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
