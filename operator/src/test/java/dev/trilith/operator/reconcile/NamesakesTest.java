package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamesakesTest {
    private final List<ConfigMap> ended = new ArrayList<>();
    private final Namesakes<ConfigMap> namesakes =
            new Namesakes<>(WorkThreads.ofThisProcess(), ended::add);
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<ResourceID, ConfigMap> cluster = new ConcurrentHashMap<>();

    NamesakesTest() {
        namesakes.setEventHandler(events::add);
        namesakes.start();
    }

    @AfterEach
    void stop() {
        namesakes.stop();
    }

    private static ConfigMap named(String name, String uid) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("production")
                .withName(name)
                .withUid(uid)
                .endMetadata()
                .build();
    }

    private void ended(ConfigMap resource) {
        namesakes.ended(resource, id -> Optional.ofNullable(cluster.get(id)));
    }

    private void lives(ConfigMap resource) {
        cluster.put(ResourceID.fromResource(resource), resource);
    }

    /** For longer than twice the time between two looks. */
    private void assertSilence() throws InterruptedException {
        assertThat(events.poll(150, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void oneThatIsMadeAnewUnderTheSameNameEndsItsPredecessorOnce() {
        namesakes.begin(named("a", "1"));
        namesakes.begin(named("a", "1"));
        namesakes.begin(named("b", "2"));
        assertThat(ended).isEmpty();
        namesakes.begin(named("a", "3"));
        namesakes.begin(named("a", "3"));
        assertThat(ended).containsExactly(named("a", "1"));
    }

    @Test
    void anEndIsToldOnceAndWhoComesAfterItHasNoPredecessor() throws InterruptedException {
        namesakes.begin(named("a", "1"));
        ended(named("a", "1"));
        assertSilence();
        assertThat(ended).containsExactly(named("a", "1"));
        namesakes.begin(named("a", "2"));
        assertThat(ended).hasSize(1);
    }

    @Test
    void oneThatWasNeverSeenAliveIsEndedToo() {
        ended(named("a", "1"));
        assertThat(ended).containsExactly(named("a", "1"));
    }

    @Test
    void whoIsCalledGoneAndLivesIsAnnouncedUntilItHadATurn() throws InterruptedException {
        namesakes.begin(named("a", "1"));
        ConfigMap second = named("a", "2");
        lives(second);
        ended(second);
        assertThat(ended).as("the first, not the second").containsExactly(named("a", "1"));
        for (int i = 0; i < 2; i++) {
            assertThat(events.poll(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            ResourceEvent.class, e -> assertThat(e.getResource()).contains(second));
        }
        namesakes.begin(second);
        assertThat(events.poll(50, TimeUnit.MILLISECONDS))
                .satisfiesAnyOf(
                        e -> assertThat(e).isNull(),
                        e -> assertThat(e).isInstanceOf(ResourceEvent.class));
        assertSilence();
        assertThat(ended).hasSize(1);
    }

    @Test
    void whoComesWhileTheFirstIsBeingEndedIsAnnounced() throws InterruptedException {
        namesakes.begin(named("a", "1"));
        ended(named("a", "1"));
        lives(named("a", "2"));
        assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(ResourceEvent.class);
        assertThat(ended).containsExactly(named("a", "1"));
    }
}
