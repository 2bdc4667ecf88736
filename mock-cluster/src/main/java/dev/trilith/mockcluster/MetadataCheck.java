package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.mockcluster.Refusal.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What is wrong with an object's metadata, in the words of a real server. */
final class MetadataCheck {
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;
    private static final String SUBDOMAIN =
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
    private static final Set<String> STANDARD_FINALIZERS =
            Set.of("kubernetes", "orphan", "foregroundDeletion");

    private final ResourceType type;
    private final JsonNode metadata;
    private final List<Cause> causes = new ArrayList<>();

    private MetadataCheck(ResourceType type, JsonNode metadata) {
        this.type = type;
        this.metadata = metadata;
    }

    static List<Cause> of(ResourceType type, JsonNode object) {
        MetadataCheck check = new MetadataCheck(type, object.path("metadata"));
        check.name();
        check.labels();
        check.finalizers();
        check.owners();
        return check.causes;
    }

    private void name() {
        String name = metadata.path("name").asText();
        String quoted = Refusal.quote(name);
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", ": name or generateName is required"));
        } else if (type.kind().equals("Namespace")) {
            namespaceName(name, quoted);
        } else if (type.group().equals("rbac.authorization.k8s.io")
                || type.kind().equals("Event")) {
            pathSegment(name, quoted);
        } else if (type.kind().equals("StatefulSet")) {
            label(name, quoted);
        } else if (type.kind().equals("Service")) {
            serviceName(name, quoted);
        } else {
            subdomain(name, quoted);
        }
    }

    private void namespaceName(String name, String quoted) {
        if (name.length() > LONGEST_LABEL) {
            causes.add(
                    Cause.invalid("metadata.name", quoted, "must be no more than 63 characters"));
        }
        if (name.contains(".")) {
            causes.add(Cause.invalid("metadata.name", quoted, "must not contain dots"));
        } else {
            label(name, quoted);
        }
    }

    private void label(String name, String quoted) {
        if (!name.matches(DNS_LABEL)) {
            causes.add(
                    Cause.invalid(
                            "metadata.name",
                            quoted,
                            "a lowercase RFC 1123 label must consist of lower case alphanumeric"
                                    + " characters or '-', and must start and end with an"
                                    + " alphanumeric character (e.g. 'my-name',  or '123-abc',"
                                    + " regex used for validation is '"
                                    + DNS_LABEL
                                    + "')"));
        }
    }

    private void pathSegment(String name, String quoted) {
        if (name.equals(".") || name.equals("..")) {
            causes.add(Cause.invalid("metadata.name", quoted, "may not be '" + name + "'"));
        } else if (name.contains("/")) {
            causes.add(Cause.invalid("metadata.name", quoted, "may not contain '/'"));
        }
    }

    private void serviceName(String name, String quoted) {
        if (name.length() > LONGEST_LABEL) {
            causes.add(
                    Cause.invalid("metadata.name", quoted, "must be no more than 63 characters"));
        }
        if (!name.matches(DNS_1035)) {
            causes.add(
                    Cause.invalid(
                            "metadata.name",
                            quoted,
                            "a DNS-1035 label must consist of lower case alphanumeric characters"
                                    + " or '-', start with an alphabetic character, and end with"
                                    + " an alphanumeric character (e.g. 'my-name',  or 'abc-123',"
                                    + " regex used for validation is '"
                                    + DNS_1035
                                    + "')"));
        }
    }

    private void subdomain(String name, String quoted) {
        if (name.length() > LONGEST_NAME) {
            causes.add(
                    Cause.invalid(
                            "metadata.name",
                            quoted,
                            "must be no more than " + LONGEST_NAME + " characters"));
        }
        if (!name.matches(SUBDOMAIN)) {
            causes.add(
                    Cause.invalid(
                            "metadata.name",
                            quoted,
                            "a lowercase RFC 1123 subdomain must consist of lower case"
                                    + " alphanumeric characters, '-' or '.', and must start and"
                                    + " end with an alphanumeric character (e.g. 'example.com',"
                                    + " regex used for validation is '"
                                    + SUBDOMAIN
                                    + "')"));
        }
    }

    private void labels() {
        for (Map.Entry<String, JsonNode> label : metadata.path("labels").properties()) {
            String key = label.getKey();
            String value = label.getValue().asText();
            String plain = key.substring(key.indexOf('/') + 1);
            if (!Pattern.matches(QUALIFIED, plain)) {
                causes.add(
                        Cause.invalid(
                                "metadata.labels",
                                Refusal.quote(key),
                                "name part must consist of alphanumeric characters, '-', '_' or"
                                        + " '.', and must start and end with an alphanumeric"
                                        + " character (e.g. 'MyName',  or 'my.name',  or"
                                        + " '123-abc', regex used for validation is '"
                                        + QUALIFIED
                                        + "')"));
            }
            if (value.length() > LONGEST_LABEL) {
                causes.add(
                        Cause.invalid(
                                "metadata.labels",
                                Refusal.quote(value),
                                "must be no more than 63 characters"));
            } else if (!value.matches(VALUE)) {
                causes.add(
                        Cause.invalid(
                                "metadata.labels",
                                Refusal.quote(value),
                                "a valid label must be an empty string or consist of"
                                        + " alphanumeric characters, '-', '_' or '.', and must"
                                        + " start and end with an alphanumeric character (e.g."
                                        + " 'MyValue',  or 'my_value',  or '12345', regex used"
                                        + " for validation is '"
                                        + VALUE
                                        + "')"));
            }
        }
    }

    private void finalizers() {
        if (type.is(ResourceType.Trait.CUSTOM)
                || type.kind().equals("Lease")
                || type.kind().equals("Event")) {
            return;
        }
        int i = 0;
        for (JsonNode finalizer : metadata.path("finalizers")) {
            String name = finalizer.asText();
            if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
                causes.add(
                        Cause.invalid(
                                "metadata.finalizers[" + i + "]",
                                Refusal.quote(name),
                                "name is neither a standard finalizer name nor is it fully"
                                        + " qualified"));
            }
            i++;
        }
    }

    private void owners() {
        for (JsonNode owner : metadata.path("ownerReferences")) {
            for (String field : new String[] {"apiVersion", "kind", "name", "uid"}) {
                if (owner.path(field).asText().isEmpty()) {
                    causes.add(
                            Cause.invalid(
                                    "metadata.ownerReferences." + field,
                                    "\"\"",
                                    field.equals("apiVersion")
                                            ? "version must not be empty"
                                            : "must not be empty"));
                }
            }
        }
    }
}
