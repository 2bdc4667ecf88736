package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection whose reader stays awake for a moment when the other end has been prompt. A
 * processor that has nothing to do goes to sleep, and wakes late: on a virtual machine that takes
 * longer than a command of 4 KiB does. So the reader asks again and again for {@value
 * #LINGER_NANOS} ns, and lets every other thread go first; then it sleeps, and the other end has to
 * be prompt {@value #HABIT} times in a row before it is waited for so again. In one process half of
 * the processors, at least two, may be kept awake at a time; where there is only one, none is.
 *
 * <p>Who sends without waiting for answers is not waited for so: what has gathered while the reader
 * slept is cheaper to read and to answer together.
 *
 * <p>One thread may read while many write. Lock order: {@code writing}, {@code mode}.
 */
public final class PromptSocket {
    /** The longest wait without sleep; who is prompt is back within it. */
    public static final long LINGER_NANOS = 200_000;

    /** Who waits for an answer before it goes on is not back sooner. */
    private static final long ANSWERED_NANOS = 8_000;

    /** As often in a row it must have been back sooner to count as one who does not wait. */
    static final int CROWD = 4;

    /** As often in a row the other end must have been prompt. */
    public static final int HABIT = 4;

    private static final Semaphore MAY_BE_AWAKE =
            new Semaphore(mostAwake(Runtime.getRuntime().availableProcessors()));

    private final SocketChannel channel;
    private final LongSupplier nanoTime;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock mode = new ReentrantLock();

    /** Whether the channel does not block. */
    private volatile boolean polled;

    private final @Nullable Vigil vigil;
    private boolean mayLinger;
    private boolean answers;

    /** Whether a vigil was begun for a command that was not answered yet. */
    private volatile boolean watched;

    private int prompt;
    private int crowd;

    /** On a channel in blocking mode. */
    public PromptSocket(SocketChannel channel) {
        this(channel, System::nanoTime, Vigil.ofProcess());
    }

    /** With a clock of its own, in ns, and a vigil where one helps. */
    PromptSocket(SocketChannel channel, LongSupplier nanoTime, @Nullable Vigil vigil) {
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.vigil = vigil;
    }

    static int mostAwake(int processors) {
        return processors == 1 ? 0 : Math.max(2, processors / 2);
    }

    /** From now on all is read and written here. For the reading thread. */
    public void mayLinger() {
        mayLinger = true;
    }

    /**
     * The other end waits for what is written here: where it helps, the processor on which it waits
     * is kept awake ({@link Vigil}). For the reading thread.
     */
    public void answers() {
        answers = true;
    }

    /** Reads at least one byte into {@code target}, which has room; -1 at the end. */
    public int read(ByteBuffer target) throws IOException {
        long began = nanoTime.getAsLong();
        int got = polled ? readAwake(target, began) : 0;
        if (got == 0) {
            if (polled) {
                sleepFromNowOn();
                began = nanoTime.getAsLong();
            }
            got = channel.read(target);
        }
        long waited = nanoTime.getAsLong() - began;
        judge(waited);
        if (answers && polled && waited >= ANSWERED_NANOS && vigil != null) {
            watched = true;
            vigil.begin();
        }
        return got;
    }

    /**
     * Reads what is there now, perhaps nothing; -1 at the end. Nothing either while somebody
     * writes, who learns whether the other end is there. For the reading thread.
     */
    public int readNow(ByteBuffer target) throws IOException {
        // A writer may go over to blocking mode, and waits in it.
        if (!writing.tryLock()) {
            return 0;
        }
        try {
            if (polled) {
                return channel.read(target);
            }
            mode.lock();
            try {
                channel.configureBlocking(false);
                int got = channel.read(target);
                channel.configureBlocking(true);
                return got;
            } finally {
                mode.unlock();
            }
        } finally {
            writing.unlock();
        }
    }

    /** As {@link #read}, but 0 if nothing came in time. */
    private int readAwake(ByteBuffer target, long began) throws IOException {
        int got = channel.read(target);
        if (got != 0 || !MAY_BE_AWAKE.tryAcquire()) {
            return got;
        }
        try {
            do {
                letOthersGoFirst();
                got = channel.read(target);
            } while (got == 0 && nanoTime.getAsLong() - began < LINGER_NANOS);
            return got;
        } finally {
            MAY_BE_AWAKE.release();
        }
    }

    /** Whether the next wait is to be awake, after one of so many ns. */
    private void judge(long waited) throws IOException {
        if (waited < ANSWERED_NANOS) {
            crowd++;
            if (crowd >= CROWD) {
                sleepFromNowOn();
            }
            return;
        }
        crowd = 0;
        prompt = waited <= LINGER_NANOS ? prompt + 1 : 0;
        if (mayLinger && prompt >= HABIT && !polled) {
            poll();
        }
    }

    static void letOthersGoFirst() {
        try {
            Thread.sleep(0);
        } catch (InterruptedException stop) {
            // The channel closes itself when it sees this.
            Thread.currentThread().interrupt();
        }
    }

    private void sleepFromNowOn() throws IOException {
        prompt = 0;
        block();
    }

    private void poll() throws IOException {
        // A writer that waits for room waits in blocking mode; the reader does not wait for it.
        if (!writing.tryLock()) {
            return;
        }
        mode.lock();
        try {
            channel.configureBlocking(false);
            polled = true;
        } finally {
            mode.unlock();
            writing.unlock();
        }
    }

    private void block() throws IOException {
        if (!polled) {
            return;
        }
        mode.lock();
        try {
            if (polled) {
                channel.configureBlocking(true);
                polled = false;
            }
        } finally {
            mode.unlock();
        }
    }

    /** Writes all of {@code parts}, in one system call where the socket takes them. */
    public void write(ByteBuffer... parts) throws IOException {
        writing.lock();
        try {
            boolean written = channel.write(parts) > 0;
            if (watched && vigil != null) {
                watched = false;
                vigil.end();
            }
            while (remains(parts)) {
                if (!written) {
                    block();
                }
                written = channel.write(parts) > 0;
            }
        } finally {
            writing.unlock();
        }
    }

    private static boolean remains(ByteBuffer[] parts) {
        for (int i = parts.length - 1; i >= 0; i--) {
            if (parts[i].hasRemaining()) {
                return true;
            }
        }
        return false;
    }
}
