package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One client's place at a volume, taken when it enters transmission and given back at its end. */
final class Export implements AutoCloseable {
    private final HostVolume volume;
    private final SharedFlush flushes;
    private final Set<Export> taken;
    private final List<Semaphore> places;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile BooleanSupplier wanted = () -> true;

    /**
     * A place that is taken now.
     *
     * @param taken all such places of the volume
     */
    Export(HostVolume volume, SharedFlush flushes, Set<Export> taken, Semaphore... places) {
        this.volume = volume;
        this.flushes = flushes;
        this.taken = taken;
        this.places = List.of(places);
        taken.add(this);
    }

    /** Sets what knows whether the client still wants what it asked for. */
    void servedBy(BooleanSupplier session) {
        wanted = session;
    }

    /** Whether the client still wants what it asked for. */
    boolean wanted() {
        return wanted.getAsBoolean();
    }

    /**
     * Waits for clients of the volume that are gone without a word, until nothing is in work for
     * them: what this one writes is not to be followed by what they had asked for.
     */
    void awaitBrokenOff(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (Export other : taken) {
            if (other != this && !other.wanted()) {
                boolean unused = other.over.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        }
    }

    HostVolume volume() {
        return volume;
    }

    SharedFlush flushes() {
        return flushes;
    }

    /** The transmission flags of {@code volume} as it is now. */
    static int flags(HostVolume volume, boolean structured) {
        int flags =
                Protocol.FLAG_HAS_FLAGS
                        | Protocol.FLAG_SEND_FLUSH
                        | Protocol.FLAG_SEND_FUA
                        | Protocol.FLAG_CAN_MULTI_CONN;
        if (structured) {
            flags |= Protocol.FLAG_SEND_DF;
        }
        return volume.writable()
                ? flags
                        | Protocol.FLAG_SEND_TRIM
                        | Protocol.FLAG_SEND_WRITE_ZEROES
                        | Protocol.FLAG_SEND_FAST_ZERO
                : flags | Protocol.FLAG_READ_ONLY;
    }

    @Override
    public void close() {
        if (taken.remove(this)) {
            places.forEach(Semaphore::release);
            over.countDown();
        }
    }
}
