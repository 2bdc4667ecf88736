package dev.trilith.simulation.site;

import dev.trilith.simulation.kernel.Kernel;
import java.time.Instant;
import java.time.InstantSource;

/** A site's clock on the wall: it may be wrong, and may be set while others look. */
public final class SiteClock implements InstantSource {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private final Kernel kernel;
    private long offsetNanos;

    /** A clock that is right. */
    public SiteClock(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Somebody sets it. */
    public void jump(long nanos) {
        offsetNanos += nanos;
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(kernel.nanoTime() + offsetNanos);
    }
}
