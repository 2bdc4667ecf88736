package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.rest.HostPorts;
import dev.trilith.emulator.rest.StrictJson;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the management interface its array. */
@Singleton
public class ArrayBeans {
    @Produces
    @Singleton
    ArrayEngine engine() {
        return RunningArray.current().engine();
    }

    @Produces
    @Singleton
    HostPorts hostPorts() {
        return RunningArray.current();
    }

    @Produces
    @Singleton
    ObjectMapperCustomizer strictJson() {
        return StrictJson::apply;
    }
}
