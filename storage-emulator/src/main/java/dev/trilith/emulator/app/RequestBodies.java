package dev.trilith.emulator.app;

import dev.trilith.emulator.rest.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the whole body of a request before a thread is taken for it: threads that answer are
 * few, and a body may never end. As many are waited for as memory is to be spent on; then the one
 * goes that has been waited for longest.
 */
@Singleton
public class RequestBodies {
    private static final System.Logger LOG = System.getLogger(RequestBodies.class.getName());

    /** After {@link HttpProblems}. */
    private static final int BEFORE_RESOURCES = 900;

    private static final int MOST = 32;
    private static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final String BODY = RequestBodies.class.getName();

    private final BodyHandler reader = BodyHandler.create(false);
    private final Deque<Awaited> awaited = new ArrayDeque<>();

    /** Waits for bodies. */
    public RequestBodies() {
        // For who announces no length.
        reader.setBodyLimit(Problems.MAX_BODY_BYTES);
    }

    void readFirst(@Observes Filters filters) {
        filters.register(this::begin, BEFORE_RESOURCES);
        filters.register(this::whole, BEFORE_RESOURCES - 1);
    }

    void forgive(@Observes Router router) {
        router.route().order(-BEFORE_RESOURCES).failureHandler(this::failed);
    }

    private void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        // What has ended already, without a body, would be waited for in vain.
        if (reads || isForm(request) || request.isEnded()) {
            context.next();
            return;
        }
        Awaited body = new Awaited(context);
        context.put(BODY, body);
        context.addEndHandler(ended -> forget(body));
        Awaited oldest = admit(body);
        if (oldest != null) {
            oldest.giveUp("others came");
        }
        long timer =
                context.vertx().setTimer(LIMIT_MILLIS, late -> body.giveUp("it took too long"));
        context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
        reader.handle(context);
    }

    /** No resource takes one; it is refused as it comes. */
    private static boolean isForm(HttpServerRequest request) {
        String given = request.getHeader(HttpHeaders.CONTENT_TYPE);
        String type = given == null ? "" : given.trim().toLowerCase(Locale.ROOT);
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form");
    }

    private void whole(RoutingContext context) {
        Awaited body = context.get(BODY);
        if (body != null) {
            body.over.set(true);
            forget(body);
            if (context.body().buffer() == null && context instanceof RoutingContextInternal own) {
                // Not a byte came: whoever looked for the body now would wait for one.
                own.setBody(Buffer.buffer());
            }
        }
        context.next();
    }

    /** A body that breaks off is its sender's affair. */
    private void failed(RoutingContext context) {
        Awaited body = context.get(BODY);
        if (body != null && context.response().closed()) {
            body.brokeOff();
        } else {
            context.next();
        }
    }

    private synchronized @Nullable Awaited admit(Awaited body) {
        awaited.add(body);
        return awaited.size() > MOST ? awaited.poll() : null;
    }

    private synchronized void forget(Awaited body) {
        boolean unused = awaited.remove(body);
    }

    /** A body that is under way. */
    private static final class Awaited {
        private final RoutingContext context;
        private final AtomicBoolean over = new AtomicBoolean();

        private Awaited(RoutingContext context) {
            this.context = context;
        }

        private void giveUp(String why) {
            if (over.compareAndSet(false, true)) {
                tell(why);
                context.response().reset();
            }
        }

        private void brokeOff() {
            if (over.compareAndSet(false, true)) {
                tell("its sender hung up");
            }
        }

        private void tell(String why) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "the body of "
                            + context.request().method()
                            + " "
                            + context.request().path()
                            + " did not come to an end: "
                            + why);
        }
    }
}
