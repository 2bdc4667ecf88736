package dev.trilith.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Three clusters with no API server in common, and the commands that take a site's cable out, put
 * it back, destroy the site and start it again. All of it comes from the environment, so that any
 * clusters will do.
 */
final class DataCentres {
    static final String SITES = "TRILITH_E2E_SITES";

    private final Map<String, Path> kubeconfigs;
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();

    private DataCentres(Map<String, Path> kubeconfigs) {
        this.kubeconfigs = Map.copyOf(kubeconfigs);
        InstalledLab.SITES.forEach(site ->
                clusters.put(site, Cluster.of(Objects.requireNonNull(kubeconfigs.get(site)))));
    }

    /** What can be done to a site, and the variable that says with which command. */
    enum Deed {
        CUT,
        HEAL,
        LOSE,
        UP;

        String variable() {
            return "TRILITH_E2E_" + name();
        }
    }

    /** What the environment does not say, in one sentence; empty if it says everything. */
    static Optional<String> missing() {
        List<String> unset = new ArrayList<>();
        if (said(SITES).isEmpty()) {
            unset.add(SITES);
        }
        for (Deed deed : Deed.values()) {
            if (said(deed.variable()).isEmpty()) {
                unset.add(deed.variable());
            }
        }
        return unset.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "it needs three clusters, and "
                                + String.join(", ", unset)
                                + (unset.size() == 1 ? " is" : " are")
                                + " not set (docs/operations/install.md)");
    }

    /** The clusters that the environment names. */
    static DataCentres fromEnvironment() {
        Map<String, Path> kubeconfigs = new LinkedHashMap<>();
        String all = said(SITES).orElseThrow();
        for (String part : all.split(",", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length != 2 || !Files.isReadable(Path.of(pair[1]))) {
                throw new AssertionError(
                        SITES + " is not SITE=KUBECONFIG, joined by commas, at '" + part + "'");
            }
            kubeconfigs.put(pair[0], Path.of(pair[1]).toAbsolutePath());
        }
        if (!kubeconfigs.keySet().equals(java.util.Set.copyOf(InstalledLab.SITES))) {
            throw new AssertionError(
                    SITES + " names " + kubeconfigs.keySet() + ", not " + InstalledLab.SITES);
        }
        return new DataCentres(kubeconfigs);
    }

    /** The cluster of a site. */
    Cluster cluster(String site) {
        return Objects.requireNonNull(clusters.get(site), site);
    }

    /** The kubeconfig of a site's cluster. */
    Path kubeconfig(String site) {
        return Objects.requireNonNull(kubeconfigs.get(site), site);
    }

    /** Does it to these sites, one right after the other. */
    void enact(Deed deed, String... sites) {
        String command = said(deed.variable()).orElseThrow();
        for (String site : sites) {
            Cluster.Answer answer = cluster(site).run("sh", "-c", command + " \"$1\"", "sh", site);
            if (answer.exit() != 0) {
                throw new AssertionError(
                        deed.variable() + " failed for " + site + ":\n" + answer.text());
            }
        }
    }

    /** Whether a site's API server answers. */
    boolean answers(String site) {
        return cluster(site)
                        .run("kubectl", "get", "--raw", "/readyz", "--request-timeout=5s")
                        .exit()
                == 0;
    }

    /** Every site as if nothing had happened, with its API server at work. */
    void restore() {
        for (String site : InstalledLab.SITES) {
            if (!answers(site)) {
                enact(Deed.UP, site);
                enact(Deed.HEAL, site);
                Cluster.await().until(() -> answers(site));
            }
        }
    }

    /** Where the other clusters reach a site: its first node. */
    String address(String site) {
        return cluster(site)
                .kubectl(
                        "get",
                        "nodes",
                        "-o",
                        "jsonpath={.items[0].status.addresses[?(@.type=='InternalIP')].address}")
                .strip();
    }

    private static Optional<String> said(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(text -> !text.isBlank());
    }
}
