package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.host.HostCheck;
import dev.trilith.cli.host.HostVerdict;
import dev.trilith.cli.host.HostVolume;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The host that the chart puts into production. It reads back what it flushed whenever its
 * connections broke, goes on after it, and ends if anything of it is missing.
 */
final class HostPod {
    private static final Pattern FLUSHED =
            Pattern.compile("acknowledged, ([\\d,]+) of them flushed");

    private final InstalledLab lab;

    HostPod(InstalledLab lab) {
        this.lab = lab;
    }

    /** How many writes it has said that it flushed; waits until it has said so anew. */
    long flushed() {
        long before = said();
        lab.until("the host has flushed more than " + before, () -> said() > before);
        return said();
    }

    /** Whether it has gone on all the time, whatever happened to the array. */
    void assertNeverStopped() {
        assertThat(
                        lab.cluster()
                                .kubectl(
                                        "-n",
                                        lab.namespace("production"),
                                        "get",
                                        "pods",
                                        "-l",
                                        "app.kubernetes.io/name=trilith-host",
                                        "-o",
                                        "jsonpath={.items[*].status.containerStatuses[*].restartCount}"))
                .as("restarts of the host")
                .isEqualTo("0");
    }

    /** Whether a site has that many of its writes, without a gap. */
    static void assertAtLeast(long writes, InstalledLab lab, String site) {
        try (Host host = lab.host(site)) {
            String second = site.equals("production") ? "LU2" : "LU4";
            HostVerdict verdict =
                    new HostCheck(
                                    List.of(
                                            new HostVolume("first", host.volume("LU0")),
                                            new HostVolume("second", host.volume(second))),
                                    writes)
                            .look();
            assertThat(verdict.outcome())
                    .as(verdict.sentence())
                    .isEqualTo(HostVerdict.Outcome.PREFIX);
        }
    }

    private long said() {
        return FLUSHED.matcher(
                        lab.cluster()
                                .run(
                                        "kubectl",
                                        "-n",
                                        lab.namespace("production"),
                                        "logs",
                                        "deploy/host",
                                        "--tail=-1")
                                .text())
                .results()
                .reduce((earlier, later) -> later)
                .map((MatchResult match) -> Long.parseLong(match.group(1).replace(",", "")))
                .orElse(0L);
    }
}
