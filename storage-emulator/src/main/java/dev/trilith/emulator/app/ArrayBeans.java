package dev.trilith.emulator.app;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.rest.ArrayOwner;
import dev.trilith.emulator.rest.Doorkeeper;
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
    ArrayOwner owner() {
        return RunningArray.current().owner();
    }

    @Produces
    @Singleton
    Doorkeeper doorkeeper() {
        RunningArray array = RunningArray.current();
        return new Doorkeeper(array.token(), array.engine().grants());
    }

    @Produces
    @Singleton
    ObjectMapperCustomizer strictJson() {
        return StrictJson::apply;
    }
}
