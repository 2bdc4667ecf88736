package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** Argo CD's health checks are run over statuses that the operator writes. */
class ArgoHealthTest {
    private static final String TABLE =
            """
            # kinds | generation, status | health | message
            all     | 1 | {} | Progressing | has not looked at it yet
            all     | 1 | {observedGeneration: 1, conditions: []} | Progressing | has not said yet
            all     | 2 | {observedGeneration: 1, conditions: [{type: Ready, status: "True", reason: Done, message: m}]} | Progressing | the last change
            all     | 2 | {observedGeneration: 2, conditions: [{type: Ready, status: "True", reason: Done, message: m}]} | Healthy | Done: m
            all     | 1 | {conditions: [{type: Ready, status: "True", reason: Done, message: m}, {type: Reconciling, status: "False", reason: Done, message: ""}, {type: Stalled, status: "False", reason: Done, message: ""}]} | Healthy | Done: m
            all     | 1 | {conditions: [{type: Ready, status: "False", reason: ArrayNotReady, message: a}, {type: Reconciling, status: "True", reason: ArrayNotReady, message: a}]} | Progressing | ArrayNotReady: a
            all     | 1 | {conditions: [{type: Ready, status: "False", reason: PortMissing, message: b}, {type: Reconciling, status: "False", reason: PortMissing, message: ""}, {type: Stalled, status: "True", reason: PortMissing, message: b}]} | Degraded | PortMissing: b
            all     | 1 | {conditions: [{type: Ready, status: "False", reason: NotGranted, message: c}, {type: Stalled, status: "True", reason: NotGranted, message: c}]} | Degraded | NotGranted: c
            all     | 1 | {conditions: [{type: Ready, status: "Unknown", reason: Unknown, message: d}]} | Progressing | Unknown: d
            all     | 1 | {conditions: [{type: Protected, status: "True", reason: AllSitesWhole, message: e}]} | Progressing | has not said yet
            DRCycle | 1 | {role: Active, conditions: [{type: Ready, status: "True", reason: Cycling, message: every site holds a whole image}, {type: Protected, status: "True", reason: AllSitesWhole, message: ""}]} | Healthy | Cycling
            DRCycle | 1 | {role: Active, conditions: [{type: Ready, status: "True", reason: Paused, message: no pass starts}]} | Suspended | Paused
            DRCycle | 1 | {role: Active, conditions: [{type: Ready, status: "False", reason: LegBroken, message: 2a->2b}, {type: Reconciling, status: "True", reason: LegBroken, message: 2a->2b}]} | Progressing | LegBroken
            DRCycle | 1 | {role: Active, conditions: [{type: Ready, status: "False", reason: OldTerm, message: overtaken}, {type: Stalled, status: "True", reason: OldTerm, message: overtaken}, {type: Fenced, status: "True", reason: OldTerm, message: overtaken}]} | Degraded | overtaken
            DRCycle | 1 | {role: Standby, conditions: [{type: Ready, status: "True", reason: Watching, message: site production is there}]} | Healthy | Watching
            DRCycle | 1 | {role: Standby, conditions: [{type: Ready, status: "False", reason: ApprovalNeeded, message: create Recovery r}, {type: Reconciling, status: "True", reason: ApprovalNeeded, message: create Recovery r}]} | Suspended | create Recovery r
            DRCycle | 1 | {role: Standby, conditions: [{type: Ready, status: "True", reason: RecoverySuggested, message: may be lost}]} | Suspended | may be lost
            DRCycle | 1 | {role: Standby, conditions: [{type: Ready, status: "False", reason: Recovering, message: see r}, {type: Reconciling, status: "True", reason: Recovering, message: see r}]} | Progressing | Recovering
            DRCycle | 1 | {role: Standby, conditions: [{type: Ready, status: "True", reason: Recovered, message: see r}, {type: Protected, status: "False", reason: SiteLost, message: lost}]} | Healthy | Recovered
            Recovery | 1 | {phase: Copying, conditions: [{type: Ready, status: "False", reason: Copying, message: 1 of 3}, {type: Reconciling, status: "True", reason: Copying, message: 1 of 3}]} | Progressing | 1 of 3
            Recovery | 1 | {phase: Finished, conditions: [{type: Ready, status: "True", reason: Recovered, message: hosts have access}]} | Healthy | hosts have access
            Recovery | 1 | {phase: Failed, conditions: [{type: Ready, status: "False", reason: RecoveryFailed, message: no image}, {type: Stalled, status: "True", reason: RecoveryFailed, message: no image}]} | Degraded | no image
            """;

    static List<Path> scripts() {
        try (Stream<Path> files = Files.list(Repository.path("gitops/argocd/health"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String kindOf(Path script) {
        return script.getFileName().toString().replace(".lua", "");
    }

    private static Stream<Arguments> statuses() {
        return TABLE.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" +[|] "))
                .flatMap(row ->
                        scripts().stream()
                                .map(ArgoHealthTest::kindOf)
                                .filter(kind -> row[0].equals("all") || row[0].equals(kind))
                                .map(kind -> Arguments.of(kind, row[1], row[2], row[3], row[4])));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void saysWhatTheConditionsSay(
            String kind, String generation, String status, String health, String message) {
        JsonNode object =
                Repository.documents(
                                "metadata: {generation: " + generation + "}\nstatus: " + status)
                        .get(0);
        LuaValue result = run(kind, object);
        assertThat(result.get("status").tojstring()).isEqualTo(health);
        assertThat(result.get("message").tojstring()).contains(message);
        if (!health.equals("Suspended")) {
            assertThat(Kstatus.of(object)).as("what helm --wait and flux see").isEqualTo(health);
        }
    }

    @Test
    void aResourceWithoutStatusIsWaitedFor() {
        for (Path script : scripts()) {
            JsonNode object = Repository.documents("metadata: {generation: 1}").get(0);
            assertThat(run(kindOf(script), object).get("status").tojstring())
                    .isEqualTo("Progressing");
        }
    }

    @Test
    void everyKindHasACheck() {
        List<String> kinds =
                Repository.yamlFiles("crds").stream()
                        .map(file ->
                                Repository.documents(file).get(0).at("/spec/names/kind").asText())
                        .sorted()
                        .toList();
        assertThat(scripts().stream().map(ArgoHealthTest::kindOf)).isEqualTo(kinds);
    }

    private static LuaValue run(String kind, JsonNode object) {
        Globals globals = JsePlatform.standardGlobals();
        // Argo CD gives a script nothing of the world outside.
        for (String library : List.of("os", "io", "luajava", "require", "package")) {
            globals.set(library, LuaValue.NIL);
        }
        globals.set("obj", value(object));
        String script = Repository.read(Repository.path("gitops/argocd/health/" + kind + ".lua"));
        return globals.load(script, kind).call();
    }

    private static LuaValue value(JsonNode node) {
        if (node.isObject()) {
            LuaTable table = new LuaTable();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                table.set(field.getKey(), value(field.getValue()));
            }
            return table;
        }
        if (node.isArray()) {
            LuaTable table = new LuaTable();
            for (int i = 0; i < node.size(); i++) {
                table.set(i + 1, value(node.get(i)));
            }
            return table;
        }
        return node.isNumber()
                ? LuaValue.valueOf(node.asDouble())
                : LuaValue.valueOf(node.asText());
    }
}
