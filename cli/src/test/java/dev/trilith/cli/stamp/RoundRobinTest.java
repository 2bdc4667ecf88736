package dev.trilith.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes that go round must be found again by their number alone, however often they went round.
 */
class RoundRobinTest {
    private static final UUID RUN = new UUID(3, 4);
    private static final List<StampArea> AREAS =
            List.of(new StampArea("211a", 7, 4), new StampArea("211a-2", 0, 6));

    private static RoundRobin upTo(long written) {
        return new RoundRobin(RUN, AREAS, written, 0);
    }

    private static List<byte[]> image(long length, long... left) {
        List<byte[]> images = new ArrayList<>();
        AREAS.forEach(area -> images.add(new byte[area.lengthBytes()]));
        for (long sequence = 1; sequence <= length; sequence++) {
            if (List.of(box(left)).contains(sequence)) {
                continue;
            }
            Stamp stamp = upTo(length).stamp(sequence);
            long index = stamp.block() - AREAS.get(stamp.volume()).firstBlock();
            System.arraycopy(
                    stamp.encode().array(),
                    0,
                    images.get(stamp.volume()),
                    Math.toIntExact(index * Stamp.BLOCK_BYTES),
                    Stamp.BLOCK_BYTES);
        }
        return images;
    }

    private static Long[] box(long... numbers) {
        Long[] boxed = new Long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            boxed[i] = numbers[i];
        }
        return boxed;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 8, 9, 12, 13, 100, 12_345})
    void every_length_is_a_prefix(long length) {
        StampVerdict verdict = StampChecker.check(upTo(length), AREAS, image(length));
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.recovered()).isEqualTo(length);
        assertThat(verdict.newest()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 10, 11})
    void a_write_that_is_missing_before_the_newest_is_found(long back) {
        StampVerdict verdict = StampChecker.check(upTo(200), AREAS, image(200, 200 - back));
        // Odd writes go to the shorter area, which is full after 8: older ones are overwritten.
        boolean overwritten = back % 2 == 1 && back >= 8;
        assertThat(verdict.prefix()).isEqualTo(overwritten);
    }

    @Test
    void what_a_host_wrote_while_it_was_read_is_no_fault() {
        StampVerdict verdict = StampChecker.check(upTo(50), AREAS, image(56));
        assertThat(verdict.prefix()).isTrue();
        assertThat(verdict.recovered()).isEqualTo(50);
    }

    @Test
    void a_stamp_of_another_run_or_place_is_found() {
        List<byte[]> images = image(20);
        System.arraycopy(
                new RoundRobin(new UUID(1, 1), AREAS, 20, 0).stamp(1).encode().array(),
                0,
                images.get(0),
                0,
                Stamp.BLOCK_BYTES);
        assertThat(StampChecker.check(upTo(20), AREAS, images).faults())
                .anyMatch(fault -> fault.contains("never written there"));
    }

    @Test
    void a_host_writes_to_the_end_of_a_volume() {
        assertThat(StampArea.ofHost("211a", 64 << 20))
                .isEqualTo(new StampArea("211a", (64 << 8) - 256, 256));
        assertThat(StampArea.ofHost("211a", 1 << 20)).isEqualTo(new StampArea("211a", 224, 32));
        assertThatThrownBy(() -> StampArea.ofHost("211a", 4096))
                .hasMessageContaining("too few for stamped writes");
    }
}
