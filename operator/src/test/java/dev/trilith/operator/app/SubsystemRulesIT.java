package dev.trilith.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server refuses of an array whose Service and StatefulSet could not follow. */
@Tag("cluster")
class SubsystemRulesIT {
    private static final String SANDBOX =
            "trilith-rules-" + UUID.randomUUID().toString().substring(0, 8);
    private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();
    private static final String EXTERNAL =
            "external: {endpoint: 'http://h:1', linkEndpoint: 'h:2'}";

    @BeforeAll
    static void install() {
        Crds.all().forEach(SubsystemRulesIT::apply);
        Crds.all()
                .forEach(crd ->
                        CLIENT.resource(crd)
                                .waitUntilCondition(
                                        c ->
                                                c.getStatus().getConditions().stream()
                                                        .anyMatch(s ->
                                                                s.getType().equals("Established")),
                                        30,
                                        TimeUnit.SECONDS));
        apply(Resources.namespace(SANDBOX));
    }

    @AfterAll
    static void remove() {
        CLIENT.namespaces().withName(SANDBOX).delete();
        CLIENT.close();
    }

    /** The array numbers its ports by their order: hosts would write to each other's volumes. */
    @ParameterizedTest(name = "[201b, 201c] to {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[201c, 201b]       | a port keeps its place",
                "[201a, 201b, 201c] | a port keeps its place",
                "[201b, 201a, 201c] | a port keeps its place",
                "[201c, 201d]       | a port cannot be taken away",
                "[201b]             | a port cannot be taken away"
            })
    void aPortKeepsItsPlace(String after, String words) {
        refusedChange(
                "ports: [201b, 201c], " + EXTERNAL, "ports: " + after + ", " + EXTERNAL, words);
        String disk = ", storage: {size: 1Gi}";
        refusedChange("ports: [201b, 201c]" + disk, "ports: " + after + disk, words);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{size: 1Gi} | {size: 2Gi} | size cannot change",
                "{size: 1Gi} | {size: 1Gi, className: x} | className cannot be added or taken away",
                "{size: 1Gi, className: x} | {size: 1Gi} | className cannot be added or taken away",
                "{size: 1Gi, className: x} | {size: 1Gi, className: y} | className cannot change"
            })
    void aDiskKeepsItsClassAndSize(String before, String after, String words) {
        String ports = "ports: [201b], storage: ";
        refusedChange(ports + before, ports + after, words);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[201b] | {size: 1Gi}               | [201b, 201c, 201a] | {size: 1Gi}",
                "[201b] | {size: 1Gi, className: x} | [201b, 201c] | {size: 1Gi, className: x,"
                        + " deletionPolicy: Delete, credentialsRef: {name: a}}"
            })
    void whatCanFollowMayChange(String ports, String disk, String newPorts, String newDisk) {
        String name = create("changes", "ports: " + ports + ", storage: " + disk);
        change(name, "ports: " + newPorts + ", storage: " + newDisk);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "46 | storage: {size: 1Gi}",
                "63 | external: {endpoint: 'http://h:1', linkEndpoint: 'h:2'}"
            })
    void theLongestNameIsAccepted(int length, String source) {
        GenericKubernetesResource longest =
                manifest("a".repeat(length), "ports: [201b], " + source);
        assertThat(resource(longest).create().getMetadata().getUid()).isNotEmpty();
    }

    private static void refusedChange(String before, String after, String words) {
        String name = create("fixed", before);
        assertThatThrownBy(() -> change(name, after))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(words);
    }

    private static String create(String prefix, String spec) {
        String name = prefix + "-" + UUID.randomUUID();
        resource(manifest(name, spec)).create();
        return name;
    }

    private static void change(String name, String spec) {
        GenericKubernetesResource changed = manifest(name, spec);
        changed.getMetadata()
                .setResourceVersion(resource(changed).get().getMetadata().getResourceVersion());
        resource(changed).update();
    }

    private static GenericKubernetesResource manifest(String name, String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: trilith.dev/v1alpha1
                kind: StorageSubsystem
                metadata: {name: %s, namespace: %s}
                spec: {%s}
                """
                        .formatted(name, SANDBOX, spec),
                GenericKubernetesResource.class);
    }

    private static Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
        return CLIENT.genericKubernetesResources(object.getApiVersion(), object.getKind())
                .inNamespace(SANDBOX)
                .resource(object);
    }

    private static void apply(HasMetadata object) {
        CLIENT.resource(object)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager("user")
                                .withForce(true)
                                .build());
    }
}
