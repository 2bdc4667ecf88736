package dev.trilith.cli.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a lab run measured, proved or failed to prove. {@code
 * docs/reference/lab-report.md} explains each field; {@code docs/reference/lab-report.schema.json}
 * is its schema.
 *
 * @param ok whether everything was verified
 * @param scenario {@code production-loss}, {@code regional-loss} or {@code steady}
 * @param at number of the step at which the disaster struck, null without one
 * @param freeze {@code hold} or {@code go}
 * @param seed what chose the written blocks and the second file's bytes
 * @param volumes number of data volumes
 * @param volumeBytes size of each volume
 * @param cycles full cycles completed under load before the disaster
 * @param data the first file
 * @param lateData the second file, written after the last completed cut; null in {@code steady}
 * @param stamps the stamped writes
 * @param lostWrites acknowledged stamped writes that the recovered image lacks
 * @param recoveryPoint the instant whose data was recovered, ISO 8601
 * @param rpoSeconds age of the newest recovered acknowledged write at the loss; 0 if none was lost
 * @param rtoSeconds from the loss seen by the operator to the data read at remote
 * @param record the newest record that recovery found; without a disaster the newest written
 * @param plan what recovery did, in order; empty without a disaster
 * @param checks every check made, with what was seen
 * @param durationSeconds of the whole run
 */
@JsonPropertyOrder({"ok", "scenario", "at", "freeze", "seed", "volumes", "volumeBytes", "cycles"})
public record LabReport(
        boolean ok,
        String scenario,
        @Nullable Integer at,
        String freeze,
        long seed,
        int volumes,
        long volumeBytes,
        long cycles,
        Data data,
        @Nullable LateData lateData,
        Stamps stamps,
        long lostWrites,
        @Nullable String recoveryPoint,
        @Nullable Double rpoSeconds,
        @Nullable Double rtoSeconds,
        @Nullable RecordSeen record,
        List<PlanStep> plan,
        List<Check> checks,
        double durationSeconds) {
    public LabReport {
        plan = List.copyOf(plan);
        checks = List.copyOf(checks);
    }

    /**
     * A file written before the disaster and read back after it.
     *
     * @param file its name
     * @param bytes its length
     * @param sha256Written of what was written, hexadecimal
     * @param sha256Recovered of what was read back, null if nothing could be read
     */
    public record Data(
            String file, long bytes, String sha256Written, @Nullable String sha256Recovered) {}

    /**
     * The second file.
     *
     * @param bytes its length
     * @param sha256Written of what was written and flushed, hexadecimal
     * @param sha256Recovered of what was read back at its place, null if nothing could be read
     * @param mustSurvive whether the guarantee covers it: not if it was written after the newest
     *     cut that could survive
     */
    public record LateData(
            long bytes,
            String sha256Written,
            @Nullable String sha256Recovered,
            boolean mustSurvive) {}

    /**
     * The stamped writes.
     *
     * @param written sent
     * @param acknowledged acknowledged to the host
     * @param recovered whose effect is in the recovered image
     * @param isPrefix whether the image over all volumes is one that the host could have seen
     */
    public record Stamps(
            long written,
            long acknowledged,
            long recovered,
            @JsonProperty("isPrefix") boolean isPrefix) {}

    /**
     * A record, as found.
     *
     * @param site where it was read
     * @param term fencing number
     * @param cycle the pass
     * @param sequence its number
     * @param step Fig. 11's number of the step
     * @param phase {@code INTENT} or {@code DONE}
     */
    public record RecordSeen(
            String site, long term, long cycle, long sequence, String step, String phase) {}

    /**
     * A step of recovery's plan.
     *
     * @param step what was done
     * @param reason why
     */
    public record PlanStep(String step, String reason) {}

    /**
     * A check.
     *
     * @param name what was checked
     * @param ok whether it held
     * @param detail what was seen
     */
    public record Check(String name, boolean ok, String detail) {}
}
