package dev.trilith.cli.cluster;

import dev.trilith.cli.fault.CliFailure;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** What a cluster's refusal means for the user. */
public final class ClusterFailure {
    private ClusterFailure() {}

    /**
     * The failure in one sentence.
     *
     * @param where which cluster, for people
     * @param failure what its API, or the way to it, said
     */
    public static CliFailure of(String where, KubernetesClientException failure) {
        String sentence =
                switch (Math.max(0, failure.getCode())) {
                    case HttpURLConnection.HTTP_UNAUTHORIZED ->
                            where + " does not know you: look at --kubeconfig and --context.";
                    case HttpURLConnection.HTTP_FORBIDDEN ->
                            "you may not do this in " + where + ": " + failure.getMessage();
                    case HttpURLConnection.HTTP_NOT_FOUND ->
                            where
                                    + " does not know Trilith's resources: install them with helm"
                                    + " install trilith helm/trilith.";
                    case 0 ->
                            where
                                    + " does not answer ("
                                    + innermost(failure)
                                    + "): look at --kubeconfig and --context.";
                    default -> where + " refused: " + failure.getMessage();
                };
        return new CliFailure(sentence, failure);
    }

    private static String innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage());
    }
}
