package dev.trilith.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report that is written is the one that its schema describes. */
class LabReportSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SHA = "0123456789abcdef".repeat(4);

    private final JsonSchema schema = schema();

    private static JsonSchema schema() {
        Path file =
                Path.of(
                        System.getProperty("trilith.root", ".."),
                        "docs/reference/lab-report.schema.json");
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static LabReport afterDisaster() {
        return new LabReport(
                true,
                "production-loss",
                1130,
                "hold",
                7,
                2,
                33554432,
                2,
                new LabReport.Data("trilith-sources.tar", 1234567, SHA, SHA),
                new LabReport.LateData(262144, SHA, SHA, true),
                new LabReport.Stamps(4000, 3999, 4000, true),
                0,
                "2026-11-23T05:00:00.123Z",
                0.0,
                1.234,
                new LabReport.RecordSeen("local", 1, 3, 40, "1130", "INTENT"),
                List.of(new LabReport.PlanStep("1110 RESYNC I2", "211d holds the newest cut")),
                List.of(new LabReport.Check("first file", true, "SHA-256 " + SHA)),
                12.5);
    }

    private static LabReport steady() {
        LabReport report = afterDisaster();
        return new LabReport(
                true,
                "steady",
                null,
                "go",
                -1,
                1,
                1048576,
                2,
                report.data(),
                null,
                report.stamps(),
                0,
                null,
                null,
                null,
                null,
                List.of(),
                report.checks(),
                3);
    }

    @Test
    void both_kinds_of_report_fit_the_schema() throws IOException {
        for (LabReport report : List.of(afterDisaster(), steady())) {
            JsonNode json = JSON.readTree(ReportFile.toJson(report));
            assertThat(schema.validate(json)).as(json.toString()).isEmpty();
        }
    }

    @Test
    void every_field_of_the_report_is_required_and_described() throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(ReportFile.toJson(afterDisaster()));
        for (String field : List.copyOf(iterable(json))) {
            ObjectNode without = json.deepCopy();
            without.remove(field);
            assertThat(schema.validate(without)).as("without " + field).isNotEmpty();
        }
        assertThat(json.at("/stamps/isPrefix").asBoolean()).isTrue();
        json.put("unknown", 1);
        assertThat(schema.validate(json)).isNotEmpty();
    }

    @Test
    void a_hash_that_is_none_and_a_step_that_is_none_are_refused() throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(ReportFile.toJson(afterDisaster()));
        json.withObject("/data").put("sha256Recovered", "abc");
        assertThat(schema.validate(json)).isNotEmpty();
        json = (ObjectNode) JSON.readTree(ReportFile.toJson(afterDisaster()));
        json.put("at", 1140);
        assertThat(schema.validate(json)).isNotEmpty();
    }

    @Test
    void a_report_replaces_the_old_one_and_leaves_nothing_beside_it(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("report.json");
        Files.writeString(file, "old");
        ReportFile.write(file, afterDisaster());
        assertThat(JSON.readTree(file.toFile()).get("ok").asBoolean()).isTrue();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static List<String> iterable(ObjectNode json) {
        List<String> names = new java.util.ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
