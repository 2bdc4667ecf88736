package dev.trilith.bench.row;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.bench.report.Goal;
import dev.trilith.bench.report.Result;
import dev.trilith.bench.tool.Data;
import dev.trilith.bench.tool.NbdExport;
import dev.trilith.bench.tool.Peers;
import dev.trilith.bench.tool.Server;
import dev.trilith.bench.tool.Tool;
import dev.trilith.bench.tool.TrilithArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A whole volume from one array to another. */
final class FullCopyRows implements RowFamily {
    private static final String DISK = "full-copy";
    private static final String WIRE = "full-copy-wire";
    private static final String GROUP = "G1";

    /** Until the compilers of both arrays have come to rest. */
    private static final int WARMING_COPIES = 12;

    @Override
    public List<String> rows() {
        return List.of(DISK, WIRE);
    }

    @Override
    public List<Result> measure(Lab lab) throws IOException, InterruptedException {
        Path source = lab.source();
        List<Result> results = new ArrayList<>();
        if (lab.wanted().contains(DISK)) {
            try (NbdExport from = Peers.nbdkit(lab.copyOf(source, "nbdkit-near"));
                    NbdExport to = Peers.nbdkit(lab.copyOf(source, "nbdkit-far"));
                    Legs legs = Legs.of(lab, source, lab.array("2a"), lab.array("2b"))) {
                results.add(
                        new Pairing(lab, "nbdcopy between two nbdkit")
                                .row(
                                        DISK,
                                        "GiB/s",
                                        Goal.atLeast(1.5),
                                        legs::copy,
                                        () ->
                                                lab.gibPerSecond(
                                                        "nbdcopy",
                                                        "--flush",
                                                        from.uri(),
                                                        to.uri())));
                Data.requireSame(DISK, legs.far(), source);
            }
        }
        if (lab.wanted().contains(WIRE)) {
            results.add(wire(lab, source));
        }
        return results;
    }

    private static Result wire(Lab lab, Path source) throws IOException, InterruptedException {
        try (Iperf iperf = Iperf.start(lab);
                Legs legs = Legs.of(lab, source, lab.unflushed("2c"), lab.unflushed("2d"))) {
            Result row =
                    new Pairing(lab, "iperf3")
                            .row(
                                    WIRE,
                                    "GiB/s unflushed",
                                    Goal.atLeast(0.8),
                                    legs::copy,
                                    () -> iperf.rate(lab));
            Data.requireSame(WIRE, legs.far(), source);
            return row;
        }
    }

    /** What the wire itself takes. */
    private record Iperf(Server server, int port) implements AutoCloseable {
        static Iperf start(Lab lab) throws IOException {
            int port = Server.freePort();
            return new Iperf(
                    Server.start(
                            List.of("iperf3", "-s", "-B", "127.0.0.1", "-p", "" + port),
                            lab.file("iperf3.log"),
                            Server.listening(port)),
                    port);
        }

        double rate(Lab lab) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("iperf3", "-c", "127.0.0.1", "-J"));
            command.addAll(List.of("-p", "" + port, "-l", "1M", "-n", "" + lab.size()));
            double bits =
                    new ObjectMapper()
                            .readTree(Tool.run(command))
                            .path("end")
                            .path("sum_received")
                            .path("bits_per_second")
                            .asDouble();
            return bits / 8 / (1L << 30);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** Two arrays and a pair between them that is copied anew each time. */
    private record Legs(Lab lab, TrilithArray a, TrilithArray b) implements AutoCloseable {
        static Legs of(Lab lab, Path source, TrilithArray a, TrilithArray b)
                throws IOException, InterruptedException {
            String unusedUri = lab.volume(a, "LU0", source);
            b.define("LU0", lab.size());
            List.of(a, b).forEach(array -> array.seal(GROUP));
            Legs legs = new Legs(lab, a, b);
            for (int i = 0; i < WARMING_COPIES; i++) {
                double unused = legs.copy();
            }
            return legs;
        }

        String far() {
            return b.uri("LU0");
        }

        /** A pair that was never copied, copied, and forgotten again. */
        double copy() {
            a.pair("P1", GROUP, "LU0", b, "LU0", b.linkPort());
            long began = System.nanoTime();
            a.order("RESYNC", GROUP, a.legTo(b));
            a.await(GROUP, "PAIR");
            double seconds = (System.nanoTime() - began) / 1e9;
            a.order("SUSPEND", GROUP, a.legTo(b));
            a.order("DELETE", GROUP, a.legTo(b));
            return Lab.rate(lab.size(), seconds);
        }

        @Override
        public void close() {
            a.close();
            b.close();
        }
    }
}
