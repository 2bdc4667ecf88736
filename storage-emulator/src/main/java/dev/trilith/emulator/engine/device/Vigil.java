package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the processor awake on which a client waits for its answer. While one processor works for
 * the client, the other one has nothing to do and goes to sleep; to wake it for the answer takes
 * longer than the work did. So a thread stays awake there meanwhile, which lets every other thread
 * go first, and for a moment more, in which a prompt client is back with its next command.
 *
 * <p>Only where this process has the whole of a machine with two processors: with more of them the
 * thread would keep awake another processor than the client's, and of a share it would use up what
 * the work needs. Safe for use by many threads.
 */
final class Vigil {
    /** Work that takes longer than this many ns is not waited for. */
    static final long WORK_NANOS = 100_000;

    /** So many ns after an answer the client's next command is waited for. */
    static final long GRACE_NANOS = 25_000;

    /**
     * After so many answers the thread rests once: when it is woken the kernel has it run on the
     * processor that is free, whereas a thread that never rests stays where it is.
     */
    static final int STINT = 64;

    private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");
    private static final Path QUOTA = Path.of("/sys/fs/cgroup/cpu.max");
    private static final System.Logger LOG = System.getLogger(Vigil.class.getName());
    private static final @Nullable Vigil OF_MACHINE = ofMachine();

    private final LongSupplier nanoTime;
    private final AtomicInteger answers = new AtomicInteger();
    private final Thread thread;

    /** Until when it is kept, by {@link #nanoTime}. */
    private volatile long until;

    private volatile boolean resting;

    /** One with a clock of its own, in ns. */
    Vigil(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        until = nanoTime.getAsLong();
        thread = Thread.ofPlatform().daemon().name("vigil").start(this::keep);
    }

    /** The process's only one, or null where it would do no good. */
    static @Nullable Vigil ofProcess() {
        return OF_MACHINE;
    }

    private static @Nullable Vigil ofMachine() {
        try {
            String online = Files.readString(ONLINE);
            String quota = Files.exists(QUOTA) ? Files.readString(QUOTA) : "max";
            int processors = Runtime.getRuntime().availableProcessors();
            return helps(processors, online, quota) ? new Vigil(System::nanoTime) : null;
        } catch (IOException | OutOfMemoryError without) {
            // How many processors there are is not known, or there is no thread left.
            LOG.log(System.Logger.Level.DEBUG, "no processor is kept awake: {0}", without);
            return null;
        }
    }

    /**
     * Whether it would do good.
     *
     * @param processors how many the process may use
     * @param online those of the machine, as Linux lists them
     * @param quota what the process may use of a period, and the period, in us, as Linux says it
     */
    static boolean helps(int processors, String online, String quota) {
        String[] share = quota.strip().split(" ", 2);
        boolean whole =
                share[0].equals("max")
                        || (share.length == 2
                                && Long.parseLong(share[0]) >= 2 * Long.parseLong(share[1]));
        return processors == 2 && online.strip().equals("0-1") && whole;
    }

    /** A client that waits has sent a command. */
    void begin() {
        until = nanoTime.getAsLong() + WORK_NANOS;
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    /** It was answered. */
    void end() {
        boolean rests = answers.incrementAndGet() % STINT == 0;
        until = nanoTime.getAsLong() + (rests ? 0 : GRACE_NANOS);
    }

    /** Whether nothing is kept awake. */
    boolean resting() {
        return resting;
    }

    /** Whether nothing is to be kept awake any more. */
    boolean over() {
        return nanoTime.getAsLong() - until >= 0;
    }

    private void keep() {
        while (true) {
            resting = true;
            while (over()) {
                LockSupport.park(this);
            }
            resting = false;
            while (!over()) {
                PromptSocket.letOthersGoFirst();
            }
        }
    }
}
