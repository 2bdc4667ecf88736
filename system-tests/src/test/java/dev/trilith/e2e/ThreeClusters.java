package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.operator.api.v1alpha1.DRCycle;
import dev.trilith.operator.api.v1alpha1.DRCycleStatus;
import dev.trilith.operator.api.v1alpha1.Recovery;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One lab over three clusters, installed as docs/operations/install.md says: in each a site's part
 * of the lab and an operator that sees its own site only.
 */
final class ThreeClusters {
    private static final String LAB = "trilith-lab";
    private static final int REST = 30080;
    private static final int LINK = 30800;
    private static final int NBD = 30809;

    /** What the definitions' release is called. */
    private static final String DEFINITIONS = "trilith-crds";

    private final DataCentres centres;

    private ThreeClusters(DataCentres centres) {
        this.centres = centres;
    }

    /** Installs on clusters in whatever state, and returns when every site holds a whole image. */
    static ThreeClusters install() {
        ThreeClusters lab = new ThreeClusters(DataCentres.fromEnvironment());
        lab.centres.restore();
        lab.remove();
        String addresses = lab.addresses();
        String tokens = tokens();
        for (String site : InstalledLab.SITES) {
            lab.installSite(site, addresses, tokens);
        }
        lab.awaitReady("production");
        lab.awaitReady("remote");
        return lab;
    }

    /** Brings every cluster back and takes the lab away. */
    void uninstall() {
        centres.restore();
        remove();
    }

    DataCentres centres() {
        return centres;
    }

    Cluster cluster(String site) {
        return centres.cluster(site);
    }

    /** A host that reaches this site's array. */
    Host host(String site) {
        Secret secret =
                cluster(site)
                        .client()
                        .secrets()
                        .inNamespace(site)
                        .withName("array-" + InstalledLab.array(site) + "-token")
                        .get();
        String token =
                new String(
                        Base64.getDecoder().decode(secret.getData().get("token")),
                        StandardCharsets.UTF_8);
        return Host.of(cluster(site), site, InstalledLab.array(site), token);
    }

    DRCycle cycle(String site) {
        return cluster(site)
                .client()
                .resources(DRCycle.class)
                .inNamespace(site)
                .withName(InstalledLab.CYCLE)
                .require();
    }

    /** Waits until production has finished this many more passes. */
    void awaitPasses(int more) {
        long wanted = pass() + more;
        until("pass " + wanted + " has begun", () -> pass() >= wanted);
        awaitReady("production");
    }

    void awaitReady(String site) {
        until(site + " is Ready", () -> InstalledLab.isTrue(cycle(site).getStatus(), "Ready"));
    }

    /** Waits until the cycle at a site is Ready for this reason. */
    void awaitReason(String site, String reason) {
        until(
                site + " says " + reason,
                () -> InstalledLab.reason(cycle(site).getStatus(), "Ready").equals(reason));
    }

    /** The recoveries at a site. */
    List<Recovery> recoveries(String site) {
        return cluster(site).client().resources(Recovery.class).inAnyNamespace().list().getItems();
    }

    /** Waits for the one recovery at remote and returns it. */
    Recovery awaitRecovery() {
        until(
                "the recovery at remote is Ready",
                () ->
                        recoveries("remote").stream()
                                .anyMatch(r -> InstalledLab.isTrue(r.getStatus(), "Ready")));
        List<Recovery> found = recoveries("remote");
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** Waits; when it takes too long, what the sites say is told. */
    void until(String what, Callable<Boolean> condition) {
        try {
            Cluster.await()
                    .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "not within " + Cluster.PATIENCE + ": " + what + "\n" + state(), e);
        }
    }

    private long pass() {
        DRCycleStatus status = cycle("production").getStatus();
        Long number = status == null ? null : status.cycle();
        return number == null ? 0 : number;
    }

    private void installSite(String site, String addresses, String tokens) {
        Cluster cluster = cluster(site);
        cluster.namespace(InstalledLab.SYSTEM);
        cluster.helm(
                "upgrade",
                "--install",
                DEFINITIONS,
                "helm/trilith",
                "-n",
                InstalledLab.SYSTEM,
                "--wait",
                "--set",
                "operator.enabled=false");
        cluster.namespace(LAB);
        cluster.withFile(
                addresses,
                where ->
                        cluster.withFile(
                                tokens,
                                shown ->
                                        cluster.helm(
                                                "install",
                                                "lab",
                                                "helm/trilith-lab",
                                                "-n",
                                                LAB,
                                                "-f",
                                                "helm/trilith-lab/values-three-clusters-"
                                                        + site
                                                        + ".yaml",
                                                "-f",
                                                where.toString(),
                                                "-f",
                                                shown.toString(),
                                                "--set",
                                                "arrays.service.host=" + centres.address(site))));
        cluster.helm(
                "install",
                "trilith",
                "helm/trilith",
                "-n",
                site,
                "-f",
                "helm/trilith/values-site.yaml",
                "--set-json",
                "operator.networkPolicy.externalArrays=" + others(site));
    }

    private void remove() {
        for (String site : InstalledLab.SITES) {
            Cluster cluster = cluster(site);
            cluster.run("helm", "uninstall", "trilith", "-n", site, "--wait", "--timeout", "2m");
            cluster.run("helm", "uninstall", "lab", "-n", LAB, "--timeout", "2m");
            cluster.kubectl("delete", "namespace", "--ignore-not-found", "--wait=false", site, LAB);
        }
        for (String site : InstalledLab.SITES) {
            until(
                    site + "'s cluster is empty",
                    () -> !cluster(site).has(site) && !cluster(site).has(LAB));
        }
    }

    /** The values file with where every site is reached, the same for all three. */
    private String addresses() {
        StringBuilder values = new StringBuilder("peers:\n");
        for (String site : InstalledLab.SITES) {
            String address = centres.address(site);
            values.append(
                    """
                      %s:
                        endpoint: http://%s:%d
                        linkEndpoint: %s:%d
                        nbd: [{port: "%s", address: "%s:%d"}]
                    """
                            .formatted(
                                    site, address, REST, address, LINK, port(site), address, NBD));
        }
        return values.toString();
    }

    private String others(String site) {
        List<String> others = new ArrayList<>();
        for (String other : InstalledLab.SITES) {
            if (!other.equals(site)) {
                others.add(
                        "{\"cidr\": \"%s/32\", \"port\": %d}"
                                .formatted(centres.address(other), REST));
            }
        }
        return others.toString();
    }

    private static String port(String site) {
        return switch (site) {
            case "production" -> "201b";
            case "local" -> "201d";
            default -> "201f";
        };
    }

    private static String tokens() {
        StringBuilder values = new StringBuilder("credentials:\n  peers:\n");
        for (String pair :
                List.of(
                        "productionToLocal",
                        "productionToRemote",
                        "localToRemote",
                        "remoteToProduction",
                        "remoteToLocal")) {
            values.append("    %s: {token: \"%s\"}%n".formatted(pair, UUID.randomUUID()));
        }
        return values.toString();
    }

    private String state() {
        StringBuilder state = new StringBuilder();
        for (String site : InstalledLab.SITES) {
            if (centres.answers(site)) {
                state.append(site)
                        .append(":\n")
                        .append(told(site, "get", "pods,subsys,cpair,drc,recovery,sgrant"))
                        .append(told(site, "logs", "deploy/trilith-operator", "--tail=30"));
            } else {
                state.append(site).append(" does not answer\n");
            }
        }
        return state.toString();
    }

    private String told(String site, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-n", site, "--request-timeout=10s"));
        command.addAll(List.of(arguments));
        return Objects.requireNonNull(
                cluster(site).run("kubectl", command.toArray(String[]::new)).text());
    }
}
