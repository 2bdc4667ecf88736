package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trilith.helm.ValueSets.ValueSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pod that a chart makes is admitted under the profile restricted, and takes less than that
 * allows.
 */
class PodSecurityTest {
    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#all")
    void podsAreRestricted(ValueSet set) {
        for (JsonNode object : set.chart().objects(set.texts())) {
            JsonNode pod = podOf(object);
            if (!pod.isMissingNode()) {
                assertThat(faults(pod)).as(Chart.identity(object)).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.trilith.helm.ValueSets#lab")
    void namespacesEnforceTheProfile(ValueSet set) {
        for (JsonNode namespace : set.chart().objectsOf("Namespace", set.texts())) {
            for (String mode : List.of("enforce", "audit", "warn")) {
                assertThat(
                                namespace
                                        .at("/metadata/labels")
                                        .path("pod-security.kubernetes.io/" + mode)
                                        .asText())
                        .isEqualTo("restricted");
            }
        }
    }

    private static JsonNode podOf(JsonNode object) {
        return switch (object.path("kind").asText()) {
            case "Pod" -> object.path("spec");
            case "Deployment" -> object.at("/spec/template/spec");
            default -> object.path("nothing");
        };
    }

    private static List<String> faults(JsonNode pod) {
        List<String> faults = new ArrayList<>();
        JsonNode podContext = pod.path("securityContext");
        expect(faults, podContext.path("runAsNonRoot").asBoolean(), "may run as root");
        expect(faults, podContext.path("runAsUser").asInt() == 10001, "runs as another user");
        expect(
                faults,
                podContext.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                "has no seccomp profile");
        for (String forbidden : List.of("hostNetwork", "hostPID", "hostIPC", "initContainers")) {
            expect(faults, !pod.has(forbidden), "has " + forbidden);
        }
        for (JsonNode volume : pod.path("volumes")) {
            expect(faults, volume.has("emptyDir"), "mounts " + volume);
            expect(faults, volume.at("/emptyDir").has("sizeLimit"), "has no limit on " + volume);
        }
        expect(faults, pod.path("containers").size() == 1, "has other containers");
        JsonNode container = pod.path("containers").path(0);
        JsonNode context = container.path("securityContext");
        expect(
                faults,
                context.has("allowPrivilegeEscalation")
                        && !context.get("allowPrivilegeEscalation").asBoolean(),
                "may escalate");
        expect(faults, context.path("readOnlyRootFilesystem").asBoolean(), "may write its root");
        expect(faults, context.at("/capabilities/drop/0").asText().equals("ALL"), "keeps rights");
        expect(faults, !context.at("/capabilities").has("add"), "adds capabilities");
        expect(faults, container.at("/resources/requests").has("memory"), "asks for no memory");
        expect(faults, container.at("/resources/limits").has("memory"), "has no memory limit");
        expect(faults, !container.path("image").asText().endsWith(":latest"), "has no version");
        return faults;
    }

    private static void expect(List<String> faults, boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
