package dev.trilith.core.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.FreezeMode;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordLegality;
import dev.trilith.core.step.StepResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of steps, from the code and from the records of a real pass, against the source's. */
class FigElevenTest {
    private static final List<String> SOURCE =
            List.of(
                    "1105 1107 EXECUTING SPLIT SUSPENDED SPLIT",
                    "1110 1112 EXECUTING EXECUTING SUSPENDED EXECUTING",
                    "1115 1117 EXECUTING_FROZEN EXECUTING SUSPENDED EXECUTING",
                    "1120 1122 EXECUTING_FROZEN SPLIT SUSPENDED SPLIT",
                    "1125 1127 EXECUTING SPLIT SUSPENDED SPLIT",
                    "1130 1132 EXECUTING SPLIT EXECUTING SPLIT",
                    "1135 1137 EXECUTING SPLIT SUSPENDED SPLIT");

    @Test
    void theCodeHasTheTableOfTheSource() {
        LabChain lab = new LabChain(3, 1);
        List<String> rows = new ArrayList<>();
        for (CopyCycleStep step : CopyCycleStep.values()) {
            String states =
                    lab.chain.legs().stream()
                            .map(l -> step.expected(l.remote(), l.number()).name())
                            .collect(Collectors.joining(" "));
            rows.add(step.number() + " " + step.recordNumber() + " " + states);
        }
        System.out.println(String.join("\n", rows));
        assertThat(rows).containsExactlyElementsOf(SOURCE);
    }

    @ParameterizedTest
    @CsvSource({"3, HOLD", "3, GO", "4, HOLD", "5, HOLD", "2, HOLD"})
    void theRecordsOfAPassAreItsRows(int sites, FreezeMode mode) {
        LabChain lab = new LabChain(sites, 2);
        CycleSettings settings =
                new CycleSettings(Duration.ZERO, mode, Duration.ofSeconds(2), false, "");
        List<CopyManagementRecord> records = new ArrayList<>();
        CopyCycleProgram program =
                new CopyCycleProgram(
                        lab.chain,
                        settings,
                        lab.network,
                        lab.network,
                        "P120@production",
                        m -> newest(lab).ifPresent(r -> add(records, r)));
        while (program.progress().completedPasses() < sites + 1) {
            StepResult result = program.step();
            assertThat(result.state()).isNotEqualTo(StepResult.State.DEGRADED);
            lab.hostWrite();
            lab.network.copyStep();
            lab.network.advance(result.callNow() ? Duration.ofMillis(1) : result.again());
        }
        Map<String, String> rows = new TreeMap<>();
        for (CopyManagementRecord record : records) {
            assertThat(RecordLegality.fits(record)).isEmpty();
            CopyCycleStep step = record.completed();
            if (step != null && sites == 3) {
                String states =
                        record.legs().stream()
                                .map(l -> l.word().name())
                                .collect(Collectors.joining(" "));
                rows.put(step.toString(), step + " " + step.recordNumber() + " " + states);
            }
        }
        for (int i = 1; i < records.size(); i++) {
            assertThat(RecordLegality.follows(records.get(i - 1), records.get(i))).isEmpty();
        }
        if (sites == 3) {
            assertThat(rows.values()).containsExactlyElementsOf(SOURCE);
        }
        assertThat(lab.prefix(sites - 1, false)).as("the far end holds a prefix").isPositive();
        assertThat(program.progress().lastCuts()).hasSize(sites - 1);
        assertThat(program.progress().recordsInAgreement()).isTrue();
    }

    private static void add(List<CopyManagementRecord> records, CopyManagementRecord record) {
        boolean known =
                !records.isEmpty()
                        && records.get(records.size() - 1).number().equals(record.number());
        if (!known) {
            records.add(record);
        }
    }

    private static java.util.Optional<CopyManagementRecord> newest(LabChain lab) {
        return lab.network.array("2a").readRecords().stream()
                .filter(s -> s.state() == RecordSlot.State.WHOLE)
                .map(s -> RecordCodec.decode(s.content()))
                .max(Comparator.comparing(CopyManagementRecord::number));
    }
}
