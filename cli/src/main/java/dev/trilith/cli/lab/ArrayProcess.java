package dev.trilith.cli.lab;

import dev.trilith.cli.fault.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One array as a process of this machine, started again when it dies, as a kubelet would, until it
 * is stopped. Safe for use by many threads.
 */
final class ArrayProcess {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** An array that ran for so long had no fault that another start would meet again. */
    private static final Duration LONG_RUN = Duration.ofSeconds(5);

    private static final Duration DYING_LIMIT = Duration.ofSeconds(10);

    private final ArrayPod pod;
    private final Map<String, Integer> hostPorts;
    private final Path disk;
    private final Path output;
    private final List<String> command;
    private final LabLog log;
    private @Nullable Process process;
    private boolean stopped;

    /**
     * Prepares an array; {@link #start} starts it.
     *
     * @param pod what to run
     * @param folder has what stands for its persistent volume
     * @param javaCommand how an array is started, without arguments
     * @param log is told what happens
     */
    ArrayProcess(ArrayPod pod, LabFolder folder, List<String> javaCommand, LabLog log)
            throws IOException {
        this.pod = pod;
        this.disk = folder.sites().resolve(pod.namespace()).resolve(pod.name());
        this.output = folder.logs().resolve(pod.namespace() + "-" + pod.name() + ".log");
        this.log = log;
        Files.createDirectories(folder.logs());
        this.hostPorts = FreePorts.find(pod.containerPorts().keySet());
        this.command = new ArrayList<>(javaCommand);
        command.add("array");
        command.add("run");
        command.addAll(pod.hostArguments(hostPorts, disk.toString()));
        command.add("--exit-with-parent");
        command.add(String.valueOf(ProcessHandle.current().pid()));
    }

    /** What it runs. */
    ArrayPod pod() {
        return pod;
    }

    /** The port on this machine for each port of the container. */
    Map<String, Integer> hostPorts() {
        return hostPorts;
    }

    /** Starts the process, and again whenever it ends by itself. */
    void start() {
        Thread.ofPlatform().daemon().name("kubelet-" + pod.key()).start(this::keepRunning);
    }

    /**
     * Ends it as a disaster does: SIGKILL, and nothing starts it again. Returns when it is dead.
     */
    void kill() {
        Process victim = markStopped();
        if (victim != null) {
            victim.destroyForcibly();
            awaitDeath(victim);
            log.note("array " + pod.key() + " is dead");
        }
    }

    /** Asks it to stop; {@link #kill} afterwards makes sure. */
    void terminate() {
        Process running = markStopped();
        if (running != null) {
            running.destroy();
        }
    }

    /** The process as it runs now; empty while none does. */
    synchronized Optional<ProcessHandle> running() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
    }

    private void keepRunning() {
        Duration pause = FIRST_PAUSE;
        try {
            Process running = launch();
            while (running != null) {
                long begun = System.nanoTime();
                int exitCode = running.waitFor();
                if (isStopped()) {
                    return;
                }
                pause = System.nanoTime() - begun > LONG_RUN.toNanos() ? FIRST_PAUSE : pause;
                log.note(
                        "array %s ended by itself with exit code %d, started again in %d ms; its output is in %s"
                                .formatted(pod.key(), exitCode, pause.toMillis(), output));
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                running = launch();
            }
        } catch (IOException e) {
            log.note("array " + pod.key() + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Process launch() throws IOException {
        if (stopped) {
            return null;
        }
        Files.createDirectories(disk);
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                        .start();
        started.getOutputStream().close();
        process = started;
        log.note("array " + pod.key() + " started, process " + started.pid());
        return started;
    }

    private synchronized @Nullable Process markStopped() {
        stopped = true;
        return process;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private static void awaitDeath(Process process) {
        try {
            if (!process.waitFor(DYING_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CliFailure("process " + process.pid() + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure("interrupted while process " + process.pid() + " was dying", e);
        }
    }
}
