package dev.trilith.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that are made from the charts and the health checks, with what must be in them. */
final class GeneratedFiles {
    static final List<String> SITES = List.of("production", "local", "remote");

    private static final String HEAD =
            "# Generated from %s by make kustomize; a test keeps it equal.\n";
    private static final List<String> HELMS_OWN =
            List.of("helm.sh/chart", "app.kubernetes.io/managed-by");

    /** Secrets that a person makes: a token has no place in a repository. */
    private static final String SECRETS =
            """
            credentials:
              arrays:
                production: {existingSecret: array-token}
                local: {existingSecret: array-token}
                remote: {existingSecret: array-token}
              peers:
                productionToLocal: {existingSecret: production-to-local}
                productionToRemote: {existingSecret: production-to-remote}
                localToRemote: {existingSecret: local-to-remote}
                remoteToProduction: {existingSecret: remote-to-production}
                remoteToLocal: {existingSecret: remote-to-local}
            test: {enabled: false}
            """;

    private GeneratedFiles() {}

    /** Every generated file's content by its name below the root. */
    static Map<String, String> all() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "kustomize/base/operator.yaml",
                manifest("helm/trilith", Chart.OPERATOR.objects("crds: {install: false}")));
        for (String site : SITES) {
            String folder = "kustomize/overlays/site-" + site + "/";
            Chart operator = Chart.OPERATOR.in(site);
            files.put(
                    folder + "operator.yaml",
                    manifest(
                            "helm/trilith with values-site.yaml",
                            operator.objects(operator.valuesFile("values-site.yaml"))));
            String values = "values-three-clusters-" + site + ".yaml";
            files.put(
                    folder + "site.yaml",
                    manifest(
                            "helm/trilith-lab with " + values,
                            Chart.LAB.objects(Chart.LAB.valuesFile(values), SECRETS)));
        }
        files.put("gitops/argocd/argocd-cm.yaml", healthChecks());
        return files;
    }

    private static String manifest(String source, List<JsonNode> objects) {
        StringBuilder text = new StringBuilder(HEAD.formatted(source));
        for (JsonNode object : objects) {
            for (JsonNode labels : object.findValues("labels")) {
                ((ObjectNode) labels).remove(HELMS_OWN);
            }
            text.append(Repository.yaml(object));
        }
        return text.toString();
    }

    private static String healthChecks() {
        StringBuilder text =
                new StringBuilder(HEAD.formatted("gitops/argocd/health"))
                        .append("#\n")
                        .append("#   kubectl -n argocd patch configmap argocd-cm --patch-file")
                        .append(" gitops/argocd/argocd-cm.yaml\n")
                        .append("apiVersion: v1\nkind: ConfigMap\nmetadata:\n")
                        .append("  name: argocd-cm\n  namespace: argocd\ndata:\n");
        for (Path script : ArgoHealthTest.scripts()) {
            text.append("  resource.customizations.health.trilith.dev_")
                    .append(ArgoHealthTest.kindOf(script))
                    .append(": |\n");
            Repository.read(script)
                    .lines()
                    .forEach(line -> text.append(line.isEmpty() ? "" : "    " + line).append('\n'));
        }
        return text.toString();
    }
}
