package dev.trilith.emulator.rest;

import java.util.OptionalInt;

/** Where hosts reach the array's ports. */
@FunctionalInterface
public interface HostPorts {
    /** The TCP port on which {@code port} listens for NBD; empty if it has no listener. */
    OptionalInt nbdPort(String port);
}
