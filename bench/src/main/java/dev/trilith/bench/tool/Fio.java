package dev.trilith.bench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.bench.BenchFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of fio's NBD engine, and what it reports. What it writes differs in every run, carries
 * its own place, and is read back and compared when all of it is written.
 */
public final class Fio {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static int stamp;

    private final List<String> arguments = new ArrayList<>();

    private Fio(String rw, long blockBytes, long sizeBytes, long ioBytes) {
        arguments.addAll(
                List.of(
                        "fio",
                        "--output-format=json",
                        "--ioengine=nbd",
                        "--thread",
                        "--group_reporting",
                        "--lat_percentiles=1",
                        "--rw=" + rw,
                        "--bs=" + blockBytes,
                        "--size=" + sizeBytes,
                        "--io_size=" + ioBytes));
    }

    /** Writes {@code ioBytes} in blocks of {@code blockBytes}, each at another random place. */
    public static Fio randomWrites(long blockBytes, long sizeBytes, long ioBytes) {
        Fio fio = new Fio("randwrite", blockBytes, sizeBytes, ioBytes);
        String pattern = String.format("--verify_pattern=0x%06x%%o", ++stamp);
        fio.arguments.addAll(List.of("--verify=pattern", pattern, "--do_verify=1"));
        // Else it leaves files where it runs.
        fio.arguments.add("--verify_state_save=0");
        fio.arguments.add("--randseed=" + stamp);
        return fio;
    }

    /** Reads {@code ioBytes} in blocks of 4 KiB. */
    public static Fio randomReads(long sizeBytes, long ioBytes) {
        return new Fio("randread", 4096, sizeBytes, ioBytes);
    }

    /** Writes in blocks of 4 KiB at random places for a time; nothing is read back. */
    public static Fio timedWrites(long sizeBytes, int seconds) {
        Fio fio = new Fio("randwrite", 4096, sizeBytes, sizeBytes);
        fio.arguments.addAll(List.of("--norandommap", "--time_based", "--runtime=" + seconds));
        return fio;
    }

    /** Adds settings of fio's own. */
    public Fio with(String... settings) {
        arguments.addAll(List.of(settings));
        return this;
    }

    /** The command for one export. */
    public List<String> command(String uri) {
        List<String> command = new ArrayList<>(arguments);
        command.addAll(List.of("--name=volume", "--uri=" + uri));
        return command;
    }

    /** The command for many exports at the same time. */
    public List<String> command(List<String> uris) {
        List<String> command = new ArrayList<>(arguments);
        for (int i = 0; i < uris.size(); i++) {
            command.addAll(List.of("--name=volume" + i, "--uri=" + uris.get(i)));
        }
        return command;
    }

    /** Runs it against one export. */
    public Report run(String uri) throws IOException, InterruptedException {
        return report(Tool.run(command(uri)));
    }

    /** Runs it against many exports at the same time. */
    public Report run(List<String> uris) throws IOException, InterruptedException {
        return report(Tool.run(command(uris)));
    }

    /** Reads what fio printed; lines of plain text may stand before the JSON. */
    static Report report(String output) throws IOException {
        int begin = output.indexOf("{");
        if (begin < 0) {
            throw new BenchFailure("fio gave no report: " + Tool.tail(output));
        }
        JsonNode job = JSON.readTree(output.substring(begin)).path("jobs").path(0);
        if (job.path("error").asInt() != 0) {
            throw new BenchFailure("fio failed: " + Tool.tail(output));
        }
        return new Report(job);
    }

    /**
     * What fio reports of all its jobs together.
     *
     * @param job its JSON
     */
    public record Report(JsonNode job) {
        /** Writes in a second. */
        public double writesPerSecond() {
            return job.path("write").path("iops").asDouble();
        }

        /** Reads in a second. */
        public double readsPerSecond() {
            return job.path("read").path("iops").asDouble();
        }

        /** Half of all writes took no longer than this, in microseconds. */
        public double writeMicros() {
            return job.path("write").path("lat_ns").path("percentile").path("50.000000").asDouble()
                    / 1000;
        }
    }
}
