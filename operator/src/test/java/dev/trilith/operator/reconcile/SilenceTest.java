package dev.trilith.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.core.array.InMemoryArray;
import dev.trilith.core.array.MemoryNetwork;
import dev.trilith.core.array.StorageArray;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final MemoryNetwork network = new MemoryNetwork();
    private final InMemoryArray array = network.add("2a");
    private final Silence silence = new Silence(network);

    @Test
    void itBeginsWithTheFirstQuestionThatGotNoAnswer() {
        assertThat(silence.ask("2a", this::answering).lasts()).isFalse();
        network.management("2a", false);
        network.advance(Duration.ofSeconds(10));
        assertThat(silence.ask("2a", this::timingOut).length())
                .as("the array is not known to have been silent before it was asked")
                .isEqualTo(TIMEOUT);
        Silence.Spell spell = silence.ask("2a", this::timingOut);
        assertThat(spell.length()).isEqualTo(TIMEOUT.multipliedBy(2));
        assertThat(spell.lasted(TIMEOUT.multipliedBy(2))).isTrue();
        assertThat(spell.unheardFor(TIMEOUT.multipliedBy(2))).isTrue();
    }

    @Test
    void anAnswerEndsIt() {
        network.management("2a", false);
        assertThat(silence.ask("2a", this::timingOut).lasts()).isTrue();
        network.management("2a", true);
        assertThat(silence.ask("2a", this::answering)).isEqualTo(Silence.Spell.NONE);
        network.management("2a", false);
        assertThat(silence.ask("2a", this::timingOut).length()).isEqualTo(TIMEOUT);
    }

    @Test
    void aMachineThatIsThereIsNoReasonToCallAnArrayLost() {
        network.management("2a", false);
        Silence.Spell spell = silence.ask("2a", this::timingOut, () -> true);
        assertThat(spell.lasts()).isTrue();
        assertThat(spell.unheardFor(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void theMachineWasHeardALittleWhileAgo() {
        network.management("2a", false);
        silence.ask("2a", this::timingOut, () -> true);
        Silence.Spell spell = silence.ask("2a", this::timingOut);
        assertThat(spell.lasted(TIMEOUT.multipliedBy(2))).isTrue();
        assertThat(spell.unheardFor(TIMEOUT)).isTrue();
        assertThat(spell.unheardFor(TIMEOUT.plusMillis(1))).isFalse();
    }

    @Test
    void theMachineOfAnArrayThatAnswersIsLeftAlone() {
        assertThat(
                        silence.ask(
                                "2a",
                                this::answering,
                                () -> {
                                    throw new AssertionError("asked");
                                }))
                .isEqualTo(Silence.Spell.NONE);
    }

    private StorageArray answering() {
        return array;
    }

    /** As a call that waits for the answer until its time is over. */
    private StorageArray timingOut() {
        network.advance(TIMEOUT);
        return array;
    }
}
