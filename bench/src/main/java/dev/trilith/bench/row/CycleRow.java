package dev.trilith.bench.row;

import dev.trilith.bench.BenchFailure;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.Fio;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One pass of the copy cycle over three arrays, without the operator: seven steps, each announced
 * in a record at every array, and a last record that closes the pass. Its floor are those eight
 * rounds of records alone.
 */
final class CycleRow implements RowFamily {
    private static final String NAME = "cycle";
    private static final int RECORD_ROUNDS = 8;
    private static final int PASSES = 10;

    /** Until the compilers of four processes have come to rest. */
    private static final int WARMING_PASSES = 200;

    private static final int SLOT_BYTES = 4096;
    private static final int RECORD_BYTES = 3000;
    private static final String FIRST = "G1";
    private static final String ONWARD = "G2";
    private static final String LOCAL = "G11";
    private static final String REMOTE = "G12";

    /** Records have numbers of their own, so that orders of all groups may keep to the first. */
    private static final String RECORDS = "G1-records";

    @Override
    public List<String> rows() {
        return List.of(NAME);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        try (Chain chain = new Chain(lab)) {
            chain.begin();
            try (Floor floor = new Floor(lab)) {
                return List.of(
                        new Pairing(lab, "its 8 record rounds")
                                .row(NAME, "ms", Goal.atMost(2), chain::passes, floor::passes));
            }
        }
    }

    /** Does the same at several places at the same time. */
    private static void together(ExecutorService threads, List<Callable<Boolean>> work)
            throws InterruptedException {
        try {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                boolean unused = done.get();
            }
        } catch (ExecutionException e) {
            throw new BenchFailure("a step of the cycle failed: " + e.getCause(), e);
        }
    }

    /** The three arrays. */
    private static final class Chain implements AutoCloseable {
        private final Lab lab;
        private final TrilithArray a;
        private final TrilithArray b;
        private final TrilithArray c;
        private final ExecutorService threads = Executors.newFixedThreadPool(3);
        private long cycle;
        private long sequence;

        Chain(Lab lab) throws IOException {
            this.lab = lab;
            a = lab.array("2a");
            b = lab.array("2b");
            c = lab.array("2c");
        }

        void begin() throws IOException, InterruptedException {
            long size = lab.size() / 16;
            for (TrilithArray array : List.of(a, b, c)) {
                array.define("LU0", size);
                array.define("LU1", size);
                array.define("RECORDS", 16L << 20, true);
                List.of(FIRST, ONWARD, LOCAL, REMOTE, RECORDS).forEach(array::seal);
            }
            a.pair("P1", FIRST, "LU0", b, "LU0", b.linkPort());
            b.pair("P2", LOCAL, "LU0", "LU1");
            b.pair("P3", ONWARD, "LU1", c, "LU0", c.linkPort());
            c.pair("P4", REMOTE, "LU0", "LU1");
            a.order("RESYNC", FIRST, a.legTo(b));
            a.await(FIRST, "PAIR");
            // The first pass leaves the remote copy out: it has no source yet.
            step("RESYNC local", List.of(() -> resync(b, LOCAL)));
            cutAndCarryOn(false);
            for (int i = 0; i < WARMING_PASSES; i++) {
                double unused = pass();
            }
        }

        double passes() throws IOException, InterruptedException {
            double millis = 0;
            for (int i = 0; i < PASSES; i++) {
                Fio.Report unused =
                        Fio.randomWrites(SLOT_BYTES, lab.size() / 16, SLOT_BYTES * 4L)
                                .run(a.uri("LU0"));
                millis += pass();
            }
            Data.requireSame(NAME, b.uri("LU1"), c.uri("LU0"));
            return millis / PASSES;
        }

        private double pass() throws InterruptedException {
            long began = System.nanoTime();
            step("1105", List.of(() -> resync(a, FIRST)));
            step("1110", List.of(() -> resync(b, LOCAL), () -> resync(c, REMOTE)));
            cutAndCarryOn(true);
            return (System.nanoTime() - began) / 1e6;
        }

        /** The steps 1115 to 1135. */
        private void cutAndCarryOn(boolean remote) throws InterruptedException {
            long now = ++cycle;
            step("1115", List.of(() -> order(a, "FREEZE", FIRST, now)));
            List<Callable<Boolean>> splits = new ArrayList<>();
            splits.add(() -> order(b, "SPLIT", LOCAL, now));
            if (remote) {
                splits.add(() -> {
                    c.order("SPLIT", REMOTE, c.name());
                    return true;
                });
            }
            step("1120", splits);
            step("1125", List.of(() -> order(a, "RESUME", FIRST, now)));
            step("1130", List.of(() -> resync(b, ONWARD)));
            step(
                    "1135",
                    List.of(() -> {
                        b.order("SUSPEND", ONWARD, b.legTo(c));
                        return true;
                    }));
            record("1137");
        }

        private boolean order(TrilithArray array, String verb, String group, long number) {
            array.order(verb, group, leg(array, group), number);
            return true;
        }

        private boolean resync(TrilithArray array, String group) {
            array.order("RESYNC", group, leg(array, group));
            array.await(group, "PAIR");
            return true;
        }

        private String leg(TrilithArray array, String group) {
            return switch (group) {
                case FIRST -> a.legTo(b);
                case ONWARD -> b.legTo(c);
                default -> array.name();
            };
        }

        /** Announced at every array; the record also says that the step before is done. */
        private void step(String name, List<Callable<Boolean>> orders) throws InterruptedException {
            record(name);
            together(threads, orders);
        }

        private void record(String name) throws InterruptedException {
            long number = ++sequence;
            String content = (name + " ").repeat(RECORD_BYTES / name.length()) + number;
            List<Callable<Boolean>> writes = new ArrayList<>();
            for (TrilithArray array : List.of(a, b, c)) {
                writes.add(() -> {
                    array.record("RECORDS", RECORDS, number, content);
                    return true;
                });
            }
            together(threads, writes);
        }

        @Override
        public void close() {
            threads.shutdown();
            List.of(a, b, c).forEach(TrilithArray::close);
        }
    }

    /** Three files, a slot of each overwritten and made durable at the same time. */
    private static final class Floor implements AutoCloseable {
        private final ExecutorService threads = Executors.newFixedThreadPool(3);
        private final List<FileChannel> files = new ArrayList<>();
        private int slot;

        Floor(Lab lab) throws IOException {
            for (int i = 0; i < 3; i++) {
                FileChannel file =
                        FileChannel.open(
                                lab.file("slot" + i),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                files.add(file);
                file.write(ByteBuffer.allocate(2 * SLOT_BYTES), 0);
                file.force(true);
            }
        }

        double passes() throws InterruptedException {
            long began = System.nanoTime();
            for (int i = 0; i < PASSES * RECORD_ROUNDS; i++) {
                long at = (long) (slot++ % 2) * SLOT_BYTES;
                List<Callable<Boolean>> writes = new ArrayList<>();
                for (FileChannel file : files) {
                    writes.add(() -> {
                        file.write(ByteBuffer.allocate(SLOT_BYTES), at);
                        file.force(false);
                        return true;
                    });
                }
                together(threads, writes);
            }
            return (System.nanoTime() - began) / 1e6 / PASSES;
        }

        @Override
        public void close() throws IOException {
            threads.shutdown();
            for (FileChannel file : files) {
                file.close();
            }
        }
    }
}
