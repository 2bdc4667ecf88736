package dev.trilith.cli.terminal;

import dev.trilith.cli.report.LabReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run's report for people. */
public final class ReportText {
    private ReportText() {}

    /** The report, line by line. */
    public static List<String> lines(LabReport report) {
        List<String> lines = new ArrayList<>();
        LabReport.RecordSeen record = report.record();
        if (record != null) {
            lines.add(
                    "Newest record   %s: term %d cycle %d sequence %d, step %s %s"
                            .formatted(
                                    record.site(),
                                    record.term(),
                                    record.cycle(),
                                    record.sequence(),
                                    record.step(),
                                    record.phase()));
        }
        if (!report.plan().isEmpty()) {
            lines.add("Plan carried out by R121:");
            for (LabReport.PlanStep step : report.plan()) {
                lines.add("  " + step.step() + ": " + step.reason());
            }
        }
        lines.add("Recovery point  " + orNone(report.recoveryPoint()));
        lines.add(
                "Stamped writes  %,d sent, %,d acknowledged, %,d in the image, %,d acknowledged %s"
                        .formatted(
                                report.stamps().written(),
                                report.stamps().acknowledged(),
                                report.stamps().recovered(),
                                report.lostWrites(),
                                report.rtoSeconds() == null ? "after its cut" : "lost"));
        if (report.rpoSeconds() != null && report.rtoSeconds() != null) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "RPO %.3f s, RTO %.3f s (from the loss to data read at remote)",
                            report.rpoSeconds(),
                            report.rtoSeconds()));
        }
        for (LabReport.Check check : report.checks()) {
            lines.add(
                    (check.ok() ? "ok      " : "FAILED  ") + check.name() + ": " + check.detail());
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s after %.1f s",
                        report.ok() ? "Everything verified" : "NOT verified",
                        report.durationSeconds()));
        return lines;
    }

    private static String orNone(@Nullable String text) {
        return text == null ? "unknown" : text;
    }
}
