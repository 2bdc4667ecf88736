package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.record.CopyCycleStep;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is wrong is said by a condition that names the thing and the way out; data is kept. */
class BadInputE2E {
    private static final Cluster CLUSTER = Cluster.current();
    private static final InstalledLab LAB = new InstalledLab(CLUSTER, "bad");
    private static final String SPARE = "bad-spare";
    private static final byte[] BYTES = Host.pattern(4, 1 << 16);

    @BeforeAll
    static void install() throws IOException {
        LAB.install();
        CLUSTER.namespace(SPARE);
        try (Host host = LAB.host("production")) {
            host.write("LU0", 1 << 20, BYTES);
        }
        LAB.awaitPasses(2);
    }

    @AfterAll
    static void uninstall() {
        CLUSTER.kubectl("delete", "namespace", SPARE, "--wait=false");
        LAB.uninstall();
        LAB.until(SPARE + " is gone", () -> !CLUSTER.has(SPARE));
    }

    @Test
    void aStorageClassThatIsNotThere() {
        CLUSTER.apply(subsystem("noclass", "className: no-such-class"));
        awaitMessage("noclass", "StoragePending", "no-such-class");
    }

    @Test
    void aSecretThatIsNotThereOrIsNoTokenOrIsEmpty() {
        CLUSTER.apply(subsystem("nosecret", "credentialsRef: {name: no-such-secret}"));
        awaitMessage("nosecret", "SecretMissing", "no-such-secret");
        CLUSTER.kubectl(
                "-n",
                SPARE,
                "create",
                "secret",
                "generic",
                "no-such-secret",
                "--from-literal=token=12345678");
        awaitMessage("nosecret", "SecretOfAnotherType", "trilith.dev/token");
        CLUSTER.kubectl("-n", SPARE, "delete", "secret", "no-such-secret");
        CLUSTER.kubectl(
                "-n",
                SPARE,
                "create",
                "secret",
                "generic",
                "no-such-secret",
                "--type=trilith.dev/token",
                "--from-literal=password=12345678");
        awaitMessage("nosecret", "SecretMissing", "nothing under the key 'token'");
    }

    @Test
    void keysOfHostsThatAreNotThere() {
        CLUSTER.apply(subsystem("tls", "hostTls: {pskSecret: host-keys}"));
        awaitMessage("tls", "HostTlsMissing", "Secret host-keys of namespace " + SPARE);
        String keys = "alice:" + "5a".repeat(32);
        CLUSTER.kubectl(
                "-n",
                SPARE,
                "create",
                "secret",
                "generic",
                "host-keys",
                "--from-literal=keys.psk=" + keys);
        LAB.until(
                "the array serves hosts inside TLS",
                () -> condition("subsys", SPARE, "tls", "Ready").contains("ArrayAnswers"));
        try (Host host = Host.of(CLUSTER, SPARE, "tls")) {
            LAB.until("it serves nobody outside", () -> host.refusal("LU0").contains("TLS"));
        }
    }

    @Test
    void anImageThatIsNotThere() {
        CLUSTER.apply(subsystem("noimage", "") + "  image: trilith.dev/array:no-such-tag\n");
        awaitMessage("noimage", "ImageNotAvailable", "trilith.dev/array:no-such-tag");
    }

    @Test
    void aDiskThatIsSmallerThanItsVolumes() {
        CLUSTER.apply(subsystem("small", ""));
        CLUSTER.apply(
                """
                apiVersion: trilith.dev/v1alpha1
                kind: VolumeDefinition
                metadata: {name: large, namespace: %s}
                spec: {subsystemRef: small, port: "201b", lu: LU0, drive: 211a, size: 128Mi}
                """
                        .formatted(SPARE));
        LAB.until(
                "the promise is named",
                () ->
                        condition("voldef", SPARE, "large", "Overcommitted")
                                .contains("DiskSmallerThanVolumes"));
        assertThat(condition("voldef", SPARE, "large", "Overcommitted"))
                .contains("array small", "on a disk of 64Mi", "give a new array a larger");
    }

    @Test
    void aDiskThatIsFullWhileTheCycleRuns() throws IOException {
        byte[] more = Host.pattern(5, 1 << 20);
        try (Host remote = LAB.host("remote");
                Host production = LAB.host("production")) {
            remote.faults("{\"disks\": [{\"port\": \"201f\", \"lu\": \"LU1\", \"full\": true}]}");
            production.write("LU0", 4 << 20, more);
            LAB.until(
                    "the copy onto the full disk has broken",
                    () -> !remote.holdsWholeImageIn("211d"));
            assertThat(remote.holdsWholeImageIn("211e")).isTrue();
            LAB.until(
                    "the full disk is named",
                    () ->
                            condition(
                                            "drcycle",
                                            LAB.namespace("production"),
                                            InstalledLab.CYCLE,
                                            "Ready")
                                    .contains("CopyBroken"));
            assertThat(
                            condition(
                                    "drcycle",
                                    LAB.namespace("production"),
                                    InstalledLab.CYCLE,
                                    "Ready"))
                    .contains("2c:201f/LU1", "No space left", "make room");
            remote.faults("{}");
            LAB.awaitReady("production");
            LAB.awaitPasses(2);
            assertThat(production.read("LU0", 4 << 20, more.length)).isEqualTo(more);
        }
        dataIsKept();
    }

    @Test
    void aClockThatIsAnHourOff() {
        try (Host production = LAB.host("production")) {
            production.faults("{\"clockOffsetMillis\": 3600000}");
            LAB.until(
                    "the clock is named",
                    () ->
                            condition(
                                            "drcycle",
                                            LAB.namespace("production"),
                                            InstalledLab.CYCLE,
                                            "ClocksAgree")
                                    .contains("ClocksDisagree"));
            assertThat(
                            condition(
                                    "drcycle",
                                    LAB.namespace("production"),
                                    InstalledLab.CYCLE,
                                    "ClocksAgree"))
                    .contains("array 2a", "ahead of", "set right the clock");
            dataIsKept();
            production.faults("{}");
            LAB.until(
                    "the clocks agree",
                    () -> InstalledLab.isTrue(LAB.cycle("production"), "ClocksAgree"));
        }
        dataIsKept();
    }

    @Test
    void resourcesThatAreDeletedInTheMiddleOfAStep() {
        for (String resource :
                List.of("drcycle/three-sites", "copypair/p1", "voldef/2a-201b-lu0")) {
            try (Host local = LAB.host("local")) {
                LAB.until(
                        "data is on its way to remote",
                        () ->
                                local.newestRecord()
                                        .filter(r -> r.step() == CopyCycleStep.RUN_ONWARD)
                                        .isPresent());
            }
            CLUSTER.kubectl("-n", LAB.namespace("production"), "delete", resource);
            try (Host remote = LAB.host("remote")) {
                assertThat(remote.holdsWholeImageIn("211e", "211d")).as(resource).isTrue();
            }
            CLUSTER.apply(CLUSTER.helm("get", "manifest", "lab", "-n", LAB.release()));
            dataIsKept();
        }
    }

    @Test
    void twoCyclesOverOneGroup() {
        String second =
                CLUSTER.kubectl(
                        "-n",
                        LAB.namespace("production"),
                        "get",
                        "drcycle",
                        InstalledLab.CYCLE,
                        "-o",
                        "jsonpath={.spec}");
        CLUSTER.apply(
                """
                {"apiVersion": "trilith.dev/v1alpha1", "kind": "DRCycle",
                 "metadata": {"name": "two", "namespace": "%s"}, "spec": %s}
                """
                        .formatted(LAB.namespace("production"), second));
        LAB.until(
                "the second cycle is refused",
                () -> ready("drcycle", LAB.namespace("production"), "two").contains("GroupTaken"));
        assertThat(ready("drcycle", LAB.namespace("production"), "two"))
                .contains(InstalledLab.CYCLE);
        CLUSTER.kubectl("-n", LAB.namespace("production"), "delete", "drcycle", "two");
        dataIsKept();
    }

    @Test
    void consentThatIsWithdrawn() {
        CLUSTER.kubectl("-n", LAB.namespace("remote"), "delete", "sitegrant", "--all");
        LAB.until(
                "the missing grant is named",
                () ->
                        ready("drcycle", LAB.namespace("production"), InstalledLab.CYCLE)
                                .contains("NotGranted"));
        assertThat(ready("drcycle", LAB.namespace("production"), InstalledLab.CYCLE))
                .contains(LAB.namespace("remote"))
                .contains("SiteGrant");
        CLUSTER.apply(CLUSTER.helm("get", "manifest", "lab", "-n", LAB.release()));
        dataIsKept();
    }

    @Test
    void definitionsThatAreOlderThanTheOperator() {
        CLUSTER.kubectl(
                "patch",
                "crd",
                "drcycles.trilith.dev",
                "--type=json",
                "-p",
                "[{\"op\": \"remove\", \"path\": \"/spec/versions/0/schema/openAPIV3Schema"
                        + "/properties/spec/properties/runToken\"}]");
        try {
            LAB.killOperator();
            LAB.until(
                    "the old definition is named",
                    () ->
                            ready("storagesubsystem", LAB.namespace("production"), "2a")
                                    .contains("CrdOutdated"));
            assertThat(ready("storagesubsystem", LAB.namespace("production"), "2a"))
                    .contains("drcycles.trilith.dev")
                    .contains("runToken");
        } finally {
            InstalledLab.installOperator(CLUSTER, "--force-conflicts");
        }
        dataIsKept();
    }

    private static void dataIsKept() {
        LAB.awaitReady("production");
        LAB.awaitPasses(1);
        try (Host host = LAB.host("production")) {
            assertThat(host.read("LU0", 1 << 20, BYTES.length)).isEqualTo(BYTES);
        } catch (IOException e) {
            throw new AssertionError("the data cannot be read", e);
        }
    }

    private static String subsystem(String name, String storage) {
        return """
        apiVersion: trilith.dev/v1alpha1
        kind: StorageSubsystem
        metadata: {name: %s, namespace: %s}
        spec:
          ports: ["201b"]
          storage: {size: 64Mi, %s}
        """
                .formatted(name, SPARE, storage)
                .replace(", }", "}");
    }

    private static void awaitMessage(String name, String reason, String thing) {
        LAB.until(
                name + " says " + reason + " and names " + thing,
                () -> {
                    String said = ready("storagesubsystem", SPARE, name);
                    return said.contains(reason) && said.contains(thing);
                });
    }

    /** Reason and message of the condition Ready. */
    private static String ready(String kind, String namespace, String name) {
        return condition(kind, namespace, name, "Ready");
    }

    private static String condition(String kind, String namespace, String name, String type) {
        return CLUSTER.run(
                        "kubectl",
                        "-n",
                        namespace,
                        "get",
                        kind,
                        name,
                        "-o",
                        "jsonpath={range .status.conditions[?(@.type=='"
                                + type
                                + "')]}{.reason}: {.message}{end}")
                .text();
    }
}
