package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.rest.HostPorts;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the engine answers and every port of the array listens for hosts. Waits for nothing,
 * so it is answered also while all threads that carry out requests wait for an order.
 */
@Readiness
public class ReadyCheck implements AsyncHealthCheck {
    private final ArrayEngine engine;
    private final HostPorts hostPorts;

    @Inject
    public ReadyCheck(ArrayEngine engine, HostPorts hostPorts) {
        this.engine = engine;
        this.hostPorts = hostPorts;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::now);
    }

    private HealthCheckResponse now() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("array " + engine.name())
                        .withData("link", engine.linkEndpoint());
        boolean listening = true;
        for (String port : engine.ports()) {
            int tcpPort = hostPorts.nbdPort(port).orElse(0);
            answer.withData("nbd." + port, tcpPort);
            listening &= tcpPort > 0;
        }
        return answer.status(listening).build();
    }
}
