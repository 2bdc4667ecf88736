package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    @BeforeAll
    static void install() {
        LAB.install();
    }

    @AfterAll
    static void uninstall() {
        LAB.uninstall();
    }

    @Test
    void nothingItAskedForWasRefused() {
        LAB.awaitPasses(2);
        LAB.lose("production");
        LAB.awaitRecovery("remote");
        assertThat(
                        LAB.cluster()
                                .kubectl(
                                        "-n",
                                        InstalledLab.SYSTEM,
                                        "logs",
                                        "deploy/trilith-operator",
                                        "--tail=-1")
                                .lines())
                .noneMatch(line -> line.contains("orbidden"));
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
        "list, namespaces",
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
