package dev.trilith.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker must pass every prefix and catch every image that is none. */
class StampCheckerTest {
    private static final List<StampArea> AREAS =
            List.of(new StampArea("211a", 5, 16), new StampArea("211a-2", 0, 24));

    private final StampLog log = new StampLog(new UUID(7, 9));
    private final List<Stamp> stamps = new ArrayList<>();

    private void write(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            int volume = random.nextInt(AREAS.size());
            StampArea area = AREAS.get(volume);
            Stamp stamp = log.next(volume, area.firstBlock() + random.nextInt(area.blockCount()));
            log.acknowledge(stamp.sequence(), stamp.sequence() * 1000);
            stamps.add(stamp);
        }
    }

    private List<byte[]> imageAfter(long... perVolume) {
        List<byte[]> images = new ArrayList<>();
        AREAS.forEach(area -> images.add(new byte[area.lengthBytes()]));
        for (Stamp stamp : stamps) {
            if (stamp.sequence() <= perVolume[stamp.volume()]) {
                put(images, stamp);
            }
        }
        return images;
    }

    private static void put(List<byte[]> images, Stamp stamp) {
        System.arraycopy(
                stamp.encode().array(),
                0,
                images.get(stamp.volume()),
                at(stamp),
                Stamp.BLOCK_BYTES);
    }

    private static int at(Stamp stamp) {
        long first = AREAS.get(stamp.volume()).firstBlock();
        return Math.toIntExact((stamp.block() - first) * Stamp.BLOCK_BYTES);
    }

    private StampVerdict check(List<byte[]> images) {
        return StampChecker.check(log, AREAS, images);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_prefix_passes_and_its_loss_is_counted(long seed) {
        write(300, seed);
        for (long length = 0; length <= 300; length += 7) {
            StampVerdict verdict = check(imageAfter(length, length));
            assertThat(verdict.prefix()).as("seed %d length %d", seed, length).isTrue();
            assertThat(verdict.recovered()).isEqualTo(length);
            assertThat(verdict.lostAcknowledged()).isEqualTo(300 - length);
            assertThat(verdict.firstLost()).isEqualTo(length == 300 ? 0 : length + 1);
        }
    }

    @Test
    void a_write_in_flight_is_neither_lost_nor_wrong() {
        write(50, 3);
        Stamp inFlight = log.next(0, 5);
        StampVerdict without = check(imageAfter(50, 50));
        assertThat(without.prefix()).isTrue();
        assertThat(without.lostAcknowledged()).isZero();
        stamps.add(inFlight);
        StampVerdict with = check(imageAfter(51, 51));
        assertThat(with.prefix()).isTrue();
        assertThat(with.recovered()).isEqualTo(51);
        assertThat(with.lostAcknowledged()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_stale_volume_is_caught(long seed) {
        write(300, seed);
        StampVerdict verdict = check(imageAfter(300, 200));
        assertThat(verdict.prefix()).isFalse();
        assertThat(verdict.faults()).first().asString().contains("211a-2").contains("is missing");
        assertThat(check(imageAfter(200, 300)).prefix()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_missing_middle_stamp_is_caught(long seed) {
        write(200, seed);
        int caught = 0;
        for (Stamp left : stamps) {
            boolean overwritten =
                    stamps.stream()
                            .anyMatch(later ->
                                    later.sequence() > left.sequence()
                                            && later.volume() == left.volume()
                                            && later.block() == left.block());
            if (overwritten || left.sequence() == 200) {
                continue;
            }
            List<byte[]> images = imageAfter(200, 200);
            Stamp older = null;
            for (Stamp stamp : stamps) {
                if (stamp.sequence() < left.sequence()
                        && stamp.volume() == left.volume()
                        && stamp.block() == left.block()) {
                    older = stamp;
                }
            }
            if (older != null) {
                put(images, older);
            } else {
                java.util.Arrays.fill(
                        images.get(left.volume()),
                        at(left),
                        at(left) + Stamp.BLOCK_BYTES,
                        (byte) 0);
            }
            assertThat(check(images).prefix()).as("without %s", left).isFalse();
            caught++;
        }
        assertThat(caught).isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 51, 52, 2048, 4091, 4092, 4095})
    void a_torn_block_is_caught_at_every_byte(int offset) {
        write(100, 1);
        List<byte[]> images = imageAfter(100, 100);
        Stamp last = stamps.getLast();
        images.get(last.volume())[at(last) + offset] ^= 0x10;
        StampVerdict verdict = check(images);
        assertThat(verdict.prefix()).isFalse();
        assertThat(verdict.faults()).first().asString().contains("is torn");
    }

    @Test
    void a_block_half_old_and_half_new_is_caught() {
        Stamp first = log.next(0, 5);
        log.acknowledge(1, 0);
        Stamp second = log.next(0, 5);
        log.acknowledge(2, 0);
        List<byte[]> images = imageAfter(0, 0);
        put(images, first);
        System.arraycopy(second.encode().array(), 0, images.get(0), 0, Stamp.BLOCK_BYTES / 2);
        assertThat(check(images).prefix()).isFalse();
    }

    @Test
    void a_stamp_in_the_wrong_place_or_of_another_run_is_caught() {
        write(20, 1);
        List<byte[]> images = imageAfter(20, 20);
        Stamp moved = new Stamp(log.run(), 0, 6, stamps.getLast().sequence() + 5, 0);
        put(images, moved);
        assertThat(check(images).faults()).first().asString().contains("never written there");
        images = imageAfter(20, 20);
        Stamp own = stamps.getLast();
        put(
                images,
                new Stamp(
                        new UUID(1, 1),
                        own.volume(),
                        own.block(),
                        own.sequence(),
                        own.acknowledgedBefore()));
        assertThat(check(images).prefix()).isFalse();
    }

    @Test
    void faults_are_listed_but_not_without_end() {
        write(300, 1);
        StampVerdict verdict = check(imageAfter(300, 0));
        assertThat(verdict.faults()).hasSize(StampVerdict.MOST_FAULTS + 1);
        assertThat(verdict.faults()).last().asString().matches("and [0-9]+ more");
    }
}
