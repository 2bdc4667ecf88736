package dev.trilith.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.lab.LabForm;
import dev.trilith.cli.lab.LabSites;
import dev.trilith.cli.stamp.StampLog;
import dev.trilith.contract.ArrayDocument;
import dev.trilith.contract.SlotDocument;
import dev.trilith.core.array.LabChain;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.step.Boundary;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Between which writes a cut fell is known from records alone, whichever of them are missed. */
class RecordSpyTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final StampLog stamps = new StampLog(new UUID(1, 2));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CycleWatch watch =
            new CycleWatch(
                    stamps,
                    moment ->
                            told.add(
                                    moment.cycle()
                                            + " "
                                            + moment.step()
                                            + " "
                                            + moment.boundary()));
    private final RecordSpy spy = new RecordSpy(new Elsewhere(), watch, stamps);
    private long sequence;

    /** A lab that answers nothing. */
    private static final class Elsewhere implements LabSites {
        @Override
        public LabForm form() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ChainSite> chain() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean embedded() {
            return true;
        }

        @Override
        public KubernetesClient client(ChainSite site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> missing() {
            throw new UnsupportedOperationException();
        }

        @Override
        public LabEndpoints endpoints() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void publish(LabEndpoints endpoints) {}

        @Override
        public ArrayDocument show(ChainSite site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<SlotDocument> slots(ChainSite site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long destroy(ChainSite site) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void stop() {
        spy.close();
    }

    private CopyManagementRecord record(
            long cycle, CopyCycleStep step, Phase phase, @Nullable CopyCycleStep completed) {
        sequence++;
        return new CopyManagementRecord(
                new RecordNumber(1, cycle, sequence),
                step,
                phase,
                completed,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Instant.EPOCH.plusSeconds(sequence),
                null,
                "P120@production",
                "",
                new LabChain(3, 1).chain);
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            stamps.acknowledge(stamps.next(0, 0).sequence(), 0);
        }
    }

    private void see(CopyManagementRecord... records) {
        spy.seen(List.of(records), stamps.acknowledged(), stamps.written());
    }

    @Test
    void a_cut_lies_between_the_last_reading_before_and_the_first_after_it() {
        see(record(4, CopyCycleStep.RESYNC_INTERNAL, Phase.INTENT, null));
        write(10);
        see(record(4, CopyCycleStep.FREEZE, Phase.INTENT, CopyCycleStep.RESYNC_INTERNAL));
        write(5);
        assertThat(watch.cut(4)).contains(new CutWindow(0, 15));
        see(record(4, CopyCycleStep.SPLIT, Phase.INTENT, CopyCycleStep.FREEZE));
        write(5);
        see(record(4, CopyCycleStep.RESUME, Phase.INTENT, CopyCycleStep.SPLIT));
        assertThat(watch.cut(4)).contains(new CutWindow(0, 15));
        assertThat(watch.cut(5)).contains(new CutWindow(20, 20));
        write(7);
        see(record(5, CopyCycleStep.RUN_ONWARD, Phase.INTENT, CopyCycleStep.RESUME));
        assertThat(watch.cut(5)).contains(new CutWindow(20, 27));
        write(1);
        see(record(6, CopyCycleStep.RESYNC_INTERNAL, Phase.INTENT, CopyCycleStep.SUSPEND_ONWARD));
        write(1);
        see();
        assertThat(watch.cut(6)).contains(new CutWindow(29, 29));
    }

    @Test
    void passes_are_counted_and_deeds_done_as_the_records_show_them() throws Exception {
        List<String> deeds = new CopyOnWriteArrayList<>();
        watch.count();
        watch.arm(
                List.of(
                        new CycleWatch.Deed(
                                CopyCycleStep.RUN_ONWARD,
                                Boundary.INTENT_WRITTEN,
                                () -> deeds.add("struck"))));
        see(record(1, CopyCycleStep.SUSPEND_ONWARD, Phase.DONE, null));
        see(
                record(
                        2,
                        CopyCycleStep.RESYNC_INTERNAL,
                        Phase.INTENT,
                        CopyCycleStep.SUSPEND_ONWARD),
                record(2, CopyCycleStep.FREEZE, Phase.INTENT, CopyCycleStep.RESYNC_INTERNAL));
        see(record(2, CopyCycleStep.RUN_ONWARD, Phase.INTENT, CopyCycleStep.RESUME));
        assertThat(watch.awaitDisarmed(LIMIT)).isTrue();
        see(record(2, CopyCycleStep.SUSPEND_ONWARD, Phase.INTENT, CopyCycleStep.RUN_ONWARD));
        assertThat(watch.awaitCompleted(1, Duration.ofMillis(1))).isFalse();
        see(record(2, CopyCycleStep.SUSPEND_ONWARD, Phase.DONE, null));
        assertThat(watch.awaitCompleted(1, LIMIT)).isTrue();
        assertThat(deeds).containsExactly("struck");
        assertThat(told).contains("2 1110 DONE_WRITTEN");
    }
}
