package dev.trilith.emulator.app;

import java.util.Optional;

/**
 * Ends this process when another one ends, so that nothing is left behind by a lab that was killed.
 */
final class ParentWatch {
    private ParentWatch() {}

    /**
     * Whether there is a process to watch.
     *
     * @throws StartFault if there is none
     */
    static void check(long pid) {
        if (ProcessHandle.of(pid).isEmpty()) {
            throw new StartFault("--exit-with-parent: there is no process " + pid);
        }
    }

    /** From now on this process stops in order as soon as process {@code pid} is gone. */
    static void begin(long pid) {
        Optional<ProcessHandle> parent = ProcessHandle.of(pid);
        Thread.ofPlatform()
                .daemon()
                .name("parent-watch")
                .start(() -> {
                    parent.ifPresent(process -> process.onExit().join());
                    System.err.println("trilith: process " + pid + " is gone: the array stops");
                    System.exit(0);
                });
    }
}
