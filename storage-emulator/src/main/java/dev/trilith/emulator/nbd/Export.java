package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.HostVolume;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** One client's place at a volume, taken when it enters transmission and given back at its end. */
final class Export implements AutoCloseable {
    private final HostVolume volume;
    private final SharedFlush flushes;
    private final List<Semaphore> places;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Export(HostVolume volume, SharedFlush flushes, Semaphore... places) {
        this.volume = volume;
        this.flushes = flushes;
        this.places = List.of(places);
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
        if (open.compareAndSet(true, false)) {
            places.forEach(Semaphore::release);
        }
    }
}
