package dev.trilith.cli.host;

import dev.trilith.cli.host.HostVerdict.Outcome;
import dev.trilith.cli.stamp.Stamp;
import dev.trilith.cli.stamp.StampVerdict;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a host's stamps back and judges them; changes nothing. */
public final class HostCheck {
    private static final int LOOKS = 3;

    private final List<HostVolume> volumes;
    private final long atLeast;

    /**
     * A check.
     *
     * @param volumes in the order in which the host wrote to them
     * @param atLeast how many writes must be there
     */
    public HostCheck(List<HostVolume> volumes, long atLeast) {
        this.volumes = List.copyOf(volumes);
        this.atLeast = atLeast;
    }

    /** Looks once. */
    public HostVerdict look() {
        try (HostConnections connections = HostConnections.open(volumes)) {
            HostVerdict verdict = judge(connections);
            // A block that is written in this instant may be read torn.
            for (int i = 1; i < LOOKS && verdict.outcome() == Outcome.BROKEN; i++) {
                verdict = judge(connections);
            }
            return verdict;
        } catch (IOException e) {
            boolean unknown = e.getCause() instanceof UnknownHostException;
            return nothing(
                    unknown ? Outcome.ABSENT : Outcome.UNREACHABLE,
                    unknown
                            ? "there is no host of the name in " + names() + ": is the site there?"
                            : String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return nothing(Outcome.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * The volumes may be written while they are read. So they are read twice: what the first
     * reading saw, and all that it depended on, must be in the second.
     */
    private HostVerdict judge(HostConnections connections) throws IOException {
        Optional<Stamp> seen = connections.read().newest();
        HostImage image = connections.read();
        if (seen.isEmpty()) {
            List<String> used = image.used();
            return nothing(
                    Outcome.EMPTY,
                    "no stamp is on "
                            + names()
                            + (used.isEmpty() || image.newest().isPresent()
                                    ? ": no host has written there yet."
                                    : ", but other data is, on " + String.join(", ", used) + "."));
        }
        Stamp newest = seen.get();
        StampVerdict verdict = image.judge(newest);
        String run = newest.run().toString();
        Optional<String> misnamed = image.misnamed(newest.run());
        if (misnamed.isPresent()) {
            return new HostVerdict(Outcome.BROKEN, misnamed.get(), run, 0, verdict.faults());
        }
        if (!verdict.prefix()) {
            return new HostVerdict(
                    Outcome.BROKEN,
                    "the stamps on "
                            + names()
                            + " are not a prefix of what run "
                            + run
                            + " wrote. A host that writes to"
                            + " several volumes is judged over all of them, named in its order.",
                    run,
                    0,
                    verdict.faults());
        }
        long length = newest.sequence();
        String there =
                "the first %d writes of run %s are on %s, without a gap"
                        .formatted(length, run, names());
        return length < atLeast
                ? new HostVerdict(
                        Outcome.TOO_SHORT,
                        there + ", but " + atLeast + " must be there.",
                        run,
                        length,
                        List.of())
                : new HostVerdict(Outcome.PREFIX, there + ".", run, length, List.of());
    }

    private static HostVerdict nothing(Outcome outcome, String sentence) {
        return new HostVerdict(outcome, sentence, null, 0, List.of());
    }

    private String names() {
        return volumes.stream()
                .map(volume -> volume.name() + " (" + volume.uri() + ")")
                .collect(Collectors.joining(", "));
    }
}
