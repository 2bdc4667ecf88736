package dev.trilith.emulator.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Serves the management interface until the process is told to stop. */
public class ManagementApplication implements QuarkusApplication {
    private static final AtomicReference<@Nullable IntConsumer> ON_READY = new AtomicReference<>();

    private final HttpServer server;

    @Inject
    public ManagementApplication(HttpServer server) {
        this.server = server;
    }

    /** What to do when the management interface listens, with its TCP port. */
    static void whenReady(IntConsumer action) {
        ON_READY.set(action);
    }

    @Override
    public int run(String... args) {
        IntConsumer action = ON_READY.get();
        if (action != null) {
            action.accept(server.getPort());
        }
        Quarkus.waitForExit();
        return 0;
    }
}
