package dev.trilith.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.simulation.disk.ArrayFiles.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * All sequences of {@code -Dtrilith.disk.length} (3) of the thirteen operations on what an array
 * keeps beside its data, with a loss of power before each access to the disk of the last one and
 * after it, each with several parts of what was not forced, and again within the start after it.
 */
class DiskStatesTest {
    private static final int LENGTH = Integer.getInteger("trilith.disk.length", 3);

    private long sequences;
    private long points;
    private long states;

    /** Numbers of the promises met so far. */
    private final Map<List<Promise>, Integer> promises = new HashMap<>();

    /** What was checked, so that its equal need not be. */
    private final Set<Found> checked = new HashSet<>();

    /** Starts that were lived through, and how many states each led to. */
    private final Map<Found, Long> started = new HashMap<>();

    private record Found(String disk, int promises) {}

    @Test
    void everyStateIsOneThatWasPromised() throws IOException {
        for (int length = 1; length <= LENGTH; length++) {
            sequences = 0;
            sequence(new int[length], 0);
            System.out.printf(
                    "disk: %d sequences of %d operations; so far %d places of a loss of power,"
                            + " %d states, %d of them different%n",
                    sequences, length, points, states, checked.size());
            assertThat(sequences).isEqualTo((long) Math.pow(ArrayFiles.OPERATIONS, length));
        }
    }

    private void sequence(int[] operations, int chosen) throws IOException {
        if (chosen == operations.length) {
            sequences++;
            live(operations);
            return;
        }
        for (int operation = 0; operation < ArrayFiles.OPERATIONS; operation++) {
            operations[chosen] = operation;
            sequence(operations, chosen + 1);
        }
    }

    private void live(int[] operations) throws IOException {
        ArrayFiles files = ArrayFiles.create();
        int last = operations.length - 1;
        for (int i = 0; i < last; i++) {
            files.run(operations[i], i);
        }
        Promise before = files.promise();
        List<CrashDisk.State> instants = files.disk().watch();
        files.run(operations[last], last);
        Promise after = files.promise();
        // What the operation was about to forget may be forgotten, what it was to add may be there.
        String what = Arrays.toString(operations);
        for (CrashDisk.State instant : List.copyOf(instants)) {
            points++;
            lose(instant, List.of(before, after), what);
        }
        points++;
        lose(files.disk().now(), List.of(after), what);
    }

    private void lose(CrashDisk.State instant, List<Promise> allowed, String what)
            throws IOException {
        int number = promises.computeIfAbsent(allowed, a -> promises.size());
        for (CrashDisk.State found : instant.afterPowerLoss()) {
            check(found, allowed, number, what);
        }
        for (CrashDisk.State found : instant.extremes()) {
            Found start = new Found(found.identity(), number);
            Long known = started.get(start);
            if (known != null) {
                states += known;
                continue;
            }
            long before = states;
            CrashDisk disk = new CrashDisk(found);
            List<CrashDisk.State> again = disk.watch();
            ArrayFiles.open(disk);
            for (CrashDisk.State repairing : List.copyOf(again)) {
                for (CrashDisk.State second : repairing.extremes()) {
                    check(second, allowed, number, what + ", and within the start");
                }
            }
            started.put(start, states - before);
        }
    }

    private void check(CrashDisk.State left, List<Promise> allowed, int number, String what)
            throws IOException {
        states++;
        if (!checked.add(new Found(left.identity(), number))) {
            return;
        }
        Promise found = ArrayFiles.open(new CrashDisk(left));
        List<Set<Integer>> needed = new ArrayList<>();
        List<String> records = new ArrayList<>();
        for (Promise promise : allowed) {
            needed.add(promise.marked());
            records.add(promise.record());
        }
        assertThat(allowed.stream().anyMatch(p -> p.rows().equals(found.rows())))
                .as("tables and labels after %s: %s", what, found.rows().keySet())
                .isTrue();
        assertThat(records).as("newest record after %s", what).contains(found.record());
        assertThat(needed.stream().anyMatch(n -> found.marked().containsAll(n)))
                .as("the bitmap after %s: %s", what, found.marked())
                .isTrue();
    }
}
