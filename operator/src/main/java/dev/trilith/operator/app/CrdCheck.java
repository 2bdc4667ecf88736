package dev.trilith.operator.app;

import dev.trilith.core.definition.Finding;
import dev.trilith.core.step.Respite;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the cluster's custom resource definitions know every field that this operator uses. With
 * older ones the API server drops unknown fields in silence: what a user wrote would be lost, so
 * nothing is done until they are brought up to date. Safe for use by several threads.
 */
final class CrdCheck implements Supplier<Optional<Finding>> {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final InstantSource clock;
    private Optional<Finding> last = Optional.empty();
    private Respite rest = Respite.NONE;
    private boolean settled;

    CrdCheck(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** What is wrong; looked at again every 10 s until nothing is, then never more. */
    @Override
    public synchronized Optional<Finding> get() {
        if (!settled && rest.over(clock.instant())) {
            last = Crds.all().stream().flatMap(crd -> check(crd).stream()).findFirst();
            settled = last.isEmpty();
            rest = Respite.of(clock.instant(), AGAIN);
        }
        return last;
    }

    private Optional<Finding> check(CustomResourceDefinition ours) {
        String name = ours.getMetadata().getName();
        CustomResourceDefinition theirs =
                client.apiextensions().v1().customResourceDefinitions().withName(name).get();
        String missing =
                theirs == null
                        ? "everything"
                        : missing(schema(ours, ours), schema(theirs, ours), "");
        return missing == null
                ? Optional.empty()
                : Optional.of(
                        new Finding(
                                "CrdOutdated",
                                "the cluster's definition "
                                        + name
                                        + " is older than this operator: it lacks "
                                        + missing
                                        + "; upgrade the chart trilith, or kubectl apply --server-side"
                                        + " --force-conflicts -f crds/ of this version (nothing is"
                                        + " done until then, and all data is kept)"));
    }

    /** The schema of the version that {@code model} stores; null if there is none. */
    private static @Nullable JSONSchemaProps schema(
            CustomResourceDefinition crd, CustomResourceDefinition model) {
        String version = model.getSpec().getVersions().get(0).getName();
        return crd.getSpec().getVersions().stream()
                .filter(v -> v.getName().equals(version))
                .map(CustomResourceDefinitionVersion::getSchema)
                .map(schema -> schema.getOpenAPIV3Schema())
                .findFirst()
                .orElse(null);
    }

    /** The first field of {@code ours} that {@code theirs} lacks; null if none. */
    private static @Nullable String missing(
            @Nullable JSONSchemaProps ours, @Nullable JSONSchemaProps theirs, String path) {
        if (ours == null) {
            return null;
        }
        if (theirs == null) {
            return path.isEmpty() ? "this version" : path;
        }
        if (ours.getItems() != null && ours.getItems().getSchema() != null) {
            JSONSchemaProps items =
                    theirs.getItems() == null ? null : theirs.getItems().getSchema();
            return missing(ours.getItems().getSchema(), items, path + "[]");
        }
        Map<String, JSONSchemaProps> known =
                theirs.getProperties() == null ? Map.of() : theirs.getProperties();
        Map<String, JSONSchemaProps> used =
                ours.getProperties() == null ? Map.of() : ours.getProperties();
        for (Map.Entry<String, JSONSchemaProps> field : used.entrySet()) {
            String missing =
                    missing(
                            field.getValue(),
                            known.get(field.getKey()),
                            path + "." + field.getKey());
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }
}
