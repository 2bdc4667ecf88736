package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator may do what it does, and nothing that would be of use to whoever takes it over. */
class RightsE2E {
    private static final InstalledLab LAB = new InstalledLab(Cluster.current(), "rights");
    private static final String OPERATOR =
            "--as=system:serviceaccount:" + InstalledLab.SYSTEM + ":trilith-operator";

    private static final String SPARE = "rights-spare";

    @BeforeAll
    static void install() {
        InstalledLab.installOperator(LAB.cluster(), ApiUse.LOGGED.toArray(String[]::new));
        LAB.installLab("--set", "credentials.enabled=true");
        LAB.cluster().namespace(SPARE);
    }

    @AfterAll
    static void uninstall() {
        LAB.cluster().kubectl("delete", "namespace", SPARE, "--wait=false");
        LAB.uninstall();
        LAB.until(SPARE + " is gone", () -> !LAB.cluster().has(SPARE));
    }

    @Test
    void whatIsGrantedIsUsedAndWhatIsAskedForIsGranted() {
        // What it looks at only when an array does not start, and writes only when one changes.
        LAB.cluster().apply(subsystem("noclass", "className: no-such-class"));
        awaitReason("noclass", "StoragePending");
        LAB.cluster().apply(subsystem("noimage", "deletionPolicy: Retain"));
        awaitReason("noimage", "ImageNotAvailable");
        LAB.cluster()
                .kubectl("-n", SPARE, "patch", "subsys", "noimage", "--type=merge", "-p", SERVICE);
        LAB.awaitPasses(2);
        LAB.lose("production");
        LAB.awaitRecovery("remote");

        ApiUse use =
                ApiUse.ofOperator(LAB.cluster(), InstalledLab.SYSTEM, LAB.namespace("production"));
        Set<String> granted = ApiUse.granted(LAB.cluster(), "trilith-operator");
        assertThat(use.refused()).as("refused").isEmpty();
        assertThat(use.asked(granted)).isEqualTo(granted);
    }

    private static final String SERVICE =
            "{\"spec\": {\"service\": {\"annotations\": {\"changed\": \"yes\"}}}}";

    private static String subsystem(String name, String storage) {
        return """
        apiVersion: trilith.dev/v1alpha1
        kind: StorageSubsystem
        metadata: {name: %s, namespace: %s}
        spec:
          ports: ["201b"]
          storage: {size: 64Mi, %s}
          image: trilith.dev/array:no-such-tag
        """
                .formatted(name, SPARE, storage);
    }

    private static void awaitReason(String name, String reason) {
        LAB.until(
                name + " says " + reason,
                () ->
                        LAB.cluster()
                                .run(
                                        "kubectl",
                                        "-n",
                                        SPARE,
                                        "get",
                                        "subsys",
                                        name,
                                        "-o",
                                        "jsonpath={.status.conditions[*].reason}")
                                .text()
                                .contains(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "delete, storagesubsystems.trilith.dev",
        "update, drcycles.trilith.dev",
        "patch, drcycles.trilith.dev",
        "delete, recoveries.trilith.dev",
        "delete, persistentvolumeclaims",
        "create, persistentvolumeclaims",
        "delete, statefulsets.apps",
        "list, secrets",
        "create, secrets",
        "update, secrets",
        "delete, secrets",
        "create, pods",
        "delete, pods",
        "create, pods/exec",
        "list, pods",
        "patch, namespaces",
        "delete, namespaces",
        "delete, services",
        "list, configmaps",
        "get, nodes",
        "create, clusterrolebindings.rbac.authorization.k8s.io",
        "impersonate, serviceaccounts",
        "create, serviceaccounts/token",
        "patch, customresourcedefinitions.apiextensions.k8s.io"
    })
    void whatItMustNotDo(String verb, String resource) {
        Cluster.Answer answer =
                LAB.cluster()
                        .run(
                                "kubectl",
                                "auth",
                                "can-i",
                                verb,
                                resource,
                                OPERATOR,
                                "-n",
                                LAB.namespace("remote"));
        assertThat(answer.text().lines().toList()).last().asString().isEqualTo("no");
        assertThat(List.of(0, 1)).contains(answer.exit());
    }
}
