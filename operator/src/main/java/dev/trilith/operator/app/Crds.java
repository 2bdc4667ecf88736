package dev.trilith.operator.app;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The custom resource definitions that this operator was built with. */
public final class Crds {
    private static final List<String> NAMES =
            List.of(
                    "storagesubsystems",
                    "volumedefinitions",
                    "copypairs",
                    "drcycles",
                    "recoveries",
                    "sitegrants");

    private Crds() {}

    /** All of them, as committed in {@code crds/}. */
    public static List<CustomResourceDefinition> all() {
        return NAMES.stream().map(Crds::load).toList();
    }

    private static CustomResourceDefinition load(String name) {
        String file = "/crds/" + name + ".trilith.dev.yaml";
        try (InputStream yaml = Crds.class.getResourceAsStream(file)) {
            if (yaml == null) {
                throw new IllegalStateException("the operator's jar lacks " + file);
            }
            return Serialization.unmarshal(yaml, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + " from the operator's jar", e);
        }
    }
}
