package dev.trilith.cli.soak;

import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.stamp.RoundRobin;
import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampArea;
import dev.trilith.cli.stamp.StampChecker;
import dev.trilith.cli.stamp.StampVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/** Reads whole volumes with clients of other makers, and judges what they hold. */
final class OutsideReader {
    /**
     * What a set of volumes holds.
     *
     * @param newest the highest write
     * @param faults what is wrong with it; empty if it is a prefix of what was written
     * @param digest of all bytes
     */
    record Found(long newest, List<String> faults, String digest) {}

    private final LabEndpoints endpoints;
    private final UUID run;
    private final Path folder;
    private int reads;

    OutsideReader(LabEndpoints endpoints, UUID run, Path folder) {
        this.endpoints = endpoints;
        this.run = run;
        this.folder = folder;
    }

    /** Reads one volume of each chain, for example {@code 211e} and {@code 211e-2}. */
    Found read(List<String> drives) throws IOException, InterruptedException {
        List<StampArea> areas = new ArrayList<>();
        List<byte[]> images = new ArrayList<>();
        CRC32C sum = new CRC32C();
        for (String drive : drives) {
            byte[] whole = Files.readAllBytes(copy(drive));
            StampArea area = StampArea.ofHost(drive, whole.length);
            int from = Math.toIntExact(area.offsetBytes());
            areas.add(area);
            images.add(Arrays.copyOfRange(whole, from, from + area.lengthBytes()));
            sum.update(whole);
        }
        long newest = newest(images);
        RoundRobin history = new RoundRobin(run, areas, newest, newest);
        StampVerdict verdict = StampChecker.check(history, areas, images);
        List<String> faults = new ArrayList<>(verdict.faults());
        if (verdict.lostAcknowledged() > 0) {
            faults.add(verdict.lostAcknowledged() + " writes before write " + newest + " are gone");
        }
        return new Found(newest, faults, HexFormat.of().toHexDigits((int) sum.getValue()));
    }

    private Path copy(String drive) throws IOException, InterruptedException {
        String uri = String.valueOf(endpoints.volumes().get(drive));
        Path file = folder.resolve(drive + "-" + ++reads + ".raw");
        List<String> command =
                reads % 2 == 0
                        ? List.of("nbdcopy", uri, file.toString())
                        : List.of("qemu-img", "convert", "-O", "raw", uri, file.toString());
        Path said = folder.resolve("clients.log");
        if (Programs.start(said, command).waitFor() != 0) {
            throw new IOException(
                    String.join(" ", command) + " failed: " + Files.readAllLines(said).getLast());
        }
        return file;
    }

    private static long newest(List<byte[]> images) {
        long newest = 0;
        for (byte[] image : images) {
            for (int at = 0; at < image.length; at += Stamp.BLOCK_BYTES) {
                Stamp stamp = Stamp.decode(image, at).stamp();
                newest = stamp == null ? newest : Math.max(newest, stamp.sequence());
            }
        }
        return newest;
    }
}
