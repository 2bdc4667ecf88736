package dev.trilith.operator.reconcile;

import dev.trilith.core.definition.Finding;
import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.CredentialsReference;
import dev.trilith.operator.api.v1alpha1.ExternalArray;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads the tokens that arrays ask for out of Secrets. A token is never logged or shown. */
final class Credentials {
    private final KubernetesClient client;

    Credentials(KubernetesClient client) {
        this.client = client;
    }

    /**
     * The token for the array of {@code subsystem}; null if it asks for none.
     *
     * @throws Obstacle if the Secret or its token is missing
     */
    @Nullable String token(StorageSubsystem subsystem) {
        CredentialsReference reference = reference(subsystem);
        return reference == null
                ? null
                : token(
                        subsystem.getMetadata().getNamespace(),
                        reference,
                        "StorageSubsystem " + subsystem.getMetadata().getName());
    }

    /** Whether the array asks for a token that a Secret holds. */
    boolean named(StorageSubsystem subsystem) {
        return reference(subsystem) != null;
    }

    /**
     * The token in a Secret.
     *
     * @param namespace where the Secret is
     * @param reference its name
     * @param wantedBy who needs it, for the message
     * @throws Obstacle if the Secret or its token is missing
     */
    String token(String namespace, CredentialsReference reference, String wantedBy) {
        Secret secret = client.secrets().inNamespace(namespace).withName(reference.name()).get();
        if (secret != null && !CredentialsReference.TYPE.equals(secret.getType())) {
            throw Obstacle.wrong(
                    new Finding(
                            "SecretOfAnotherType",
                            wantedBy
                                    + " names Secret "
                                    + namespace
                                    + "/"
                                    + reference.name()
                                    + ", which is not of type "
                                    + CredentialsReference.TYPE
                                    + " and is not shown to an array: create one of that type"));
        }
        String encoded =
                secret == null || secret.getData() == null
                        ? null
                        : secret.getData().get(CredentialsReference.TOKEN);
        String token = encoded == null ? "" : decoded(encoded);
        if (token.isEmpty()) {
            throw Obstacle.notYet(
                    "SecretMissing",
                    wantedBy
                            + " needs the token in Secret "
                            + namespace
                            + "/"
                            + reference.name()
                            + (secret == null
                                    ? ", which does not exist: create it, of type trilith.dev/token, with the key '"
                                    : ", which has nothing under the key '")
                            + CredentialsReference.TOKEN
                            + "'"
                            + (secret == null ? "" : ": add it"));
        }
        return token;
    }

    private static @Nullable CredentialsReference reference(StorageSubsystem subsystem) {
        ExternalArray external = subsystem.getSpec().external();
        ArrayStorage storage = subsystem.getSpec().storage();
        if (external != null) {
            return external.credentialsRef();
        }
        return storage == null ? null : storage.credentialsRef();
    }

    private static String decoded(String encoded) {
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
    }
}
