package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.rest.HostPorts;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the engine answers and every port of the array listens for hosts. */
@Readiness
public class ReadyCheck implements HealthCheck {
    private final ArrayEngine engine;
    private final HostPorts hostPorts;

    @Inject
    public ReadyCheck(ArrayEngine engine, HostPorts hostPorts) {
        this.engine = engine;
        this.hostPorts = hostPorts;
    }

    @Override
    public HealthCheckResponse call() {
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
