package dev.trilith.emulator.engine.array;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that can be set wrong on purpose. Safe for use by many threads. */
final class ShiftedClock implements InstantSource {
    private final InstantSource clock;
    private volatile Duration offset = Duration.ZERO;

    ShiftedClock(InstantSource clock) {
        this.clock = clock;
    }

    Duration offset() {
        return offset;
    }

    void shift(Duration ahead) {
        offset = ahead;
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(offset);
    }
}
