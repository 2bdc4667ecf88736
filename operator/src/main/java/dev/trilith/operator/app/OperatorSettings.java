package dev.trilith.operator.app;

import dev.trilith.operator.reconcile.Scope;
import java.time.Duration;
import java.util.Set;

/**
 * What an operator is told when it is started. It has no other knowledge of where it runs.
 *
 * @param scope how far it sees
 * @param namespaces the namespaces it looks after; empty for all
 * @param arrayImage the container image of arrays whose StorageSubsystem names none
 * @param arrayTimeout how long an array may take to answer
 * @param lookAgain how often things are looked at that send no event: an array that is not ready, a
 *     namespace that may be lost
 */
public record OperatorSettings(
        Scope scope,
        Set<String> namespaces,
        String arrayImage,
        Duration arrayTimeout,
        Duration lookAgain) {
    /** The image of the arrays of this version. */
    public static final String DEFAULT_ARRAY_IMAGE = "trilith.dev/array:0.1.0";

    public OperatorSettings {
        namespaces = Set.copyOf(namespaces);
        if (!arrayTimeout.isPositive() || !lookAgain.isPositive()) {
            throw new IllegalArgumentException(
                    "arrayTimeout and lookAgain must be over 0: "
                            + arrayTimeout
                            + ", "
                            + lookAgain);
        }
    }

    /** All namespaces, 2 s for an answer, a look every 500 ms. */
    public static OperatorSettings defaults() {
        return new OperatorSettings(
                Scope.CLUSTER,
                Set.of(),
                DEFAULT_ARRAY_IMAGE,
                Duration.ofSeconds(2),
                Duration.ofMillis(500));
    }

    /** The same, for one site: it sees the namespace {@code name} and nothing else. */
    public OperatorSettings ofSite(String name) {
        return new OperatorSettings(Scope.SITE, Set.of(name), arrayImage, arrayTimeout, lookAgain);
    }

    /** The same, for these namespaces only. */
    public OperatorSettings inNamespaces(Set<String> names) {
        return new OperatorSettings(scope, names, arrayImage, arrayTimeout, lookAgain);
    }
}
