package dev.trilith.cli.soak;

import dev.trilith.cli.cluster.LabStatus;
import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.Installation;
import dev.trilith.cli.lab.Lab;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabLogging;
import dev.trilith.cli.lab.LabOptions;
import dev.trilith.cli.lab.TemporaryFolder;
import dev.trilith.cli.scenario.LabControl;
import dev.trilith.cli.table.StatusText;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.CutDocument;
import dev.trilith.contract.VolumeDocument;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.FreezeSpec;
import dev.trilith.operator.api.v1alpha1.RecoveryStatus;
import dev.trilith.operator.api.v1alpha1.SiteStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Three sites of real processes under a host's load. For a time arrays and operators are killed at
 * random; then the cycle must go on, production is destroyed, and what every site holds is compared
 * with what the host was promised. Used once, by one thread.
 */
public final class Soak {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LAST_LOAD = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 20;
    private static final int LAST_LINES = 60;
    private static final int CHAINS = 2;
    private static final long VOLUME_BYTES = 4L << 20;

    private final Duration length;
    private final long seed;
    private final Path folder;
    private final PrintStream out;
    private final List<String> violations = new ArrayList<>();
    private long verified;
    private long lost;

    Soak(Duration length, long seed, Path folder, PrintStream out) {
        this.length = length;
        this.seed = seed;
        this.folder = folder;
        this.out = out;
    }

    /** Minutes, and if given the seed. The last line says what came of it. */
    public static void main(String[] arguments) throws Exception {
        LabLogging.quiet();
        double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 10;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        Path folder = TemporaryFolder.make("trilith-soak");
        Duration length = Duration.ofMillis((long) (minutes * 60_000));
        boolean good = new Soak(length, seed, folder, System.out).run().isEmpty();
        if (!good) {
            System.out.println("what the processes said is in " + folder);
        }
        System.exit(good ? 0 : 1);
    }

    /** Runs it; what went wrong, or nothing. */
    List<String> run() throws Exception {
        out.printf(Locale.ROOT, "soak of %d s, seed %d%n", length.toSeconds(), seed);
        OperatorProcess[] operator = new OperatorProcess[1];
        LabOptions options =
                new LabOptions(
                        folder.resolve("lab"),
                        CHAINS,
                        VOLUME_BYTES,
                        Duration.ofMillis(300),
                        FreezeSpec.Mode.HOLD,
                        false);
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        try (Lab lab =
                Lab.start(
                        options,
                        Installation.find(),
                        said::add,
                        (client, api) -> {
                            operator[0] = new OperatorProcess(api, folder.resolve("operator.log"));
                            operator[0].start();
                            return operator[0];
                        })) {
            try {
                live(lab, operator[0]);
            } catch (TimeoutException e) {
                explain(lab, said);
                throw e;
            }
        } finally {
            Files.write(folder.resolve("lab.log"), said);
        }
        return violations;
    }

    /** How everything is when something was waited for in vain. */
    private void explain(Lab lab, List<String> said) {
        StatusText.lines(LabStatus.read(List.of(lab.client()))).forEach(out::println);
        for (ChainSite site : lab.chain()) {
            try {
                lab.show(site).pairs().forEach(pair -> out.println(site.site() + " has " + pair));
            } catch (CliFailure silent) {
                out.println(site.site() + ": " + silent.getMessage());
            }
        }
        List<String> lines = List.copyOf(said);
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).forEach(out::println);
    }

    private void live(Lab lab, OperatorProcess operator) throws Exception {
        LabControl control = new LabControl(lab);
        LabEndpoints endpoints = control.awaitReady(LIMIT);
        SplittableRandom random = new SplittableRandom(seed);
        UUID run = new UUID(random.nextLong(), random.nextLong());
        HostProcess host = new HostProcess(endpoints, drives("211a"), run, folder);
        Killings killings = new Killings(random.nextLong(), lab, operator);
        long first = pass(lab);
        try {
            host.start();
            kill(killings, host);
            awaitImages(lab, 2);
            long passes = pass(lab) - first;
            OutsideReader reader = new OutsideReader(endpoints, run, folder);
            atRest(lab, control, host, reader);
            if (violations.isEmpty()) {
                disaster(lab, control, host, reader);
            }
            print(killings, passes, host);
        } finally {
            host.kill();
        }
    }

    private void kill(Killings killings, HostProcess host)
            throws InterruptedException, IOException {
        long end = System.nanoTime() + length.toNanos();
        long next = System.nanoTime() + killings.nextNanos();
        while (System.nanoTime() - end < 0) {
            if (System.nanoTime() - next >= 0) {
                killings.strike();
                next = System.nanoTime() + killings.nextNanos();
            }
            String complaint = host.complaint();
            if (complaint != null) {
                violation(complaint);
                break;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Faults are over and the host has stopped: every site is read. */
    private void atRest(Lab lab, LabControl control, HostProcess host, OutsideReader reader)
            throws Exception {
        host.stop();
        control.pauseAndSettle(LIMIT);
        // Also a leg that breaks just now, or is being run again, is run during a pause.
        await(() -> mirrored(lab), "2a->2b to be in PAIR");
        long flushed = host.flushed();
        OutsideReader.Found production = judge(reader, "211a", flushed);
        OutsideReader.Found mirror = judge(reader, "211b", flushed);
        if (!mirror.digest().equals(production.digest())) {
            violation("211b is in PAIR with 211a, and holds other bytes");
        }
        images(lab, reader, 1);
        verified = production.newest();
        control.unpause();
    }

    /** Production is destroyed under load: the rest must hold all that was acknowledged. */
    private void disaster(Lab lab, LabControl control, HostProcess host, OutsideReader reader)
            throws Exception {
        host.start();
        long before = host.acknowledged();
        await(() -> host.acknowledged() > before, "the host to go on");
        Thread.sleep(LAST_LOAD);
        boolean inStep = mirrored(lab);
        lab.destroy(lab.chain().getFirst());
        await(
                () ->
                        control.recovery()
                                .map(r -> r.getStatus())
                                .map(RecoveryStatus::phase)
                                .filter(p -> p.equals("Finished") || p.equals("Failed"))
                                .isPresent(),
                "the recovery to end");
        String phase = String.valueOf(control.recovery().orElseThrow().getStatus().phase());
        host.kill();
        if (!phase.equals("Finished")) {
            violation("the recovery ended as " + phase);
            return;
        }
        long acknowledged = inStep ? host.acknowledged() : 1;
        judge(reader, "211b", acknowledged);
        images(lab, reader, 1);
        OutsideReader.Found recovered = judge(reader, "211e", acknowledged);
        verified = Math.max(verified, recovered.newest());
    }

    /**
     * Every backup site's images: prefixes, and the same bytes wherever one bears the same name.
     */
    private void images(Lab lab, OutsideReader reader, long atLeast)
            throws IOException, InterruptedException {
        Map<String, String> digests = new HashMap<>();
        SortedMap<String, Integer> sites = new TreeMap<>(Map.of("211c", 1, "211d", 2, "211e", 2));
        for (Map.Entry<String, Integer> copy : sites.entrySet()) {
            String drive = copy.getKey();
            String digest = judge(reader, drive, atLeast).digest();
            String cut = cut(lab.show(lab.chain().get(copy.getValue())), drives(drive));
            String known = cut.isEmpty() ? null : digests.putIfAbsent(cut, digest);
            if (known != null && !known.equals(digest)) {
                violation(drive + " says it holds cut " + cut + ", and holds other bytes");
            }
        }
    }

    /** The name that the volumes give to what they hold; empty if it has none. */
    private String cut(ArrayDocument array, List<String> drives) {
        Set<String> names = new TreeSet<>();
        for (VolumeDocument volume : array.volumes()) {
            if (drives.contains(volume.drive())) {
                CutDocument cut = volume.cut();
                names.add(cut == null ? "" : cut.cycle() + "." + cut.still());
            }
        }
        if (names.size() != 1) {
            violation(drives + " should bear one name, but bear " + names);
        }
        return names.stream().findFirst().orElse("");
    }

    private OutsideReader.Found judge(OutsideReader reader, String drive, long atLeast)
            throws IOException, InterruptedException {
        OutsideReader.Found found = reader.read(drives(drive));
        found.faults().forEach(fault -> violation(drive + ": " + fault));
        if (found.newest() < atLeast) {
            lost += atLeast - found.newest();
            violation(
                    "%s ends with write %d, but %d had to be there"
                            .formatted(drive, found.newest(), atLeast));
        }
        out.printf(Locale.ROOT, "%s holds the first %,d writes%n", drive, found.newest());
        return found;
    }

    private void violation(String sentence) {
        violations.add(sentence);
        out.println("VIOLATION: " + sentence);
    }

    private void print(Killings killings, long passes, HostProcess host) throws IOException {
        out.printf(
                Locale.ROOT,
                "kills %d (arrays %d, operators %d), passes %d, writes acknowledged %d, verified %d,"
                        + " lost %d, violations %d%n",
                killings.arrays() + killings.operators(),
                killings.arrays(),
                killings.operators(),
                passes,
                host.acknowledged(),
                verified,
                lost,
                violations.size());
    }

    private static boolean mirrored(Lab lab) {
        try {
            var pairs = lab.show(lab.chain().getFirst()).pairs();
            return !pairs.isEmpty() && pairs.stream().allMatch(p -> p.status().equals("PAIR"));
        } catch (CliFailure starting) {
            return false;
        }
    }

    /** The pass under way or last finished. */
    private static long pass(Lab lab) {
        return cycles(lab)
                .filter(status -> status.cycle() != null)
                .mapToLong(Soak::cycle)
                .max()
                .orElse(0);
    }

    private static Stream<DRCycleStatus> cycles(Lab lab) {
        ChainSite production = lab.chain().getFirst();
        return lab
                .client()
                .resources(DRCycle.class)
                .inNamespace(production.namespace())
                .list()
                .getItems()
                .stream()
                .map(DRCycle::getStatus)
                .filter(Objects::nonNull);
    }

    private static long cycle(@Nullable DRCycleStatus status) {
        Long cycle = status == null ? null : status.cycle();
        return cycle == null ? 0 : cycle;
    }

    /**
     * Waits until so many more cuts have arrived at the last site. Of two, the one before the
     * newest is in 211e as well, and both were made under load.
     */
    private static void awaitImages(Lab lab, int more) throws Exception {
        for (int i = 0; i < more; i++) {
            long from = arrived(lab);
            await(() -> arrived(lab) > from, "the cycle to go on when nobody is killed any more");
        }
    }

    /** The newest cut of which the last site holds an image; 0 if there is none. */
    private static long arrived(Lab lab) {
        String last = lab.chain().getLast().site();
        return cycles(lab)
                .filter(status -> status.sites() != null)
                .flatMap(status -> status.sites().stream())
                .filter(site -> site.site().equals(last) && site.cycle() != null)
                .mapToLong(SiteStatus::cycle)
                .max()
                .orElse(0);
    }

    private static List<String> drives(String first) {
        List<String> drives = new ArrayList<>();
        for (int chain = 1; chain <= CHAINS; chain++) {
            drives.add(chain == 1 ? first : first + "-" + chain);
        }
        return drives;
    }

    /** A condition that may fail to be looked at. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException(
                        "waited " + LIMIT.toSeconds() + " s for " + what + ", in vain");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
