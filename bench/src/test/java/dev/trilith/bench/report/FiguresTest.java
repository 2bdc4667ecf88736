package dev.trilith.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theMedianIsTheMiddleOne() {
        assertThat(Figures.of(9, 1, 5).median()).isEqualTo(5);
        assertThat(Figures.of(1, 2, 3, 10).median()).isEqualTo(2.5);
    }

    @Test
    void theRatioIsThatOfEachRound() {
        // The ratio of the medians would be 1.
        Figures ours = Figures.of(2, 4, 30);
        Figures peer = Figures.of(1, 4, 60);
        assertThat(ours.over(peer).values()).containsExactly(2.0, 1.0, 0.5);
        assertThat(Figures.of(10, 1, 4).over(Figures.of(5, 4, 1)).median()).isEqualTo(2);
    }

    @Test
    void theBestPeerIsChosenRoundByRound() {
        assertThat(Figures.of(1, 5).best(Figures.of(3, 2)).values()).containsExactly(3.0, 5.0);
    }

    @Test
    void percentilesLieBetweenNeighbours() {
        assertThat(Figures.percentile(List.of(4.0, 1.0, 3.0, 2.0, 0.0), 75)).isEqualTo(3);
        assertThat(Figures.percentile(List.of(10.0, 20.0), 99)).isEqualTo(19.9);
    }

    @Test
    void differentNumbersOfRoundsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Figures.of(1, 2).over(Figures.of(1)))
                .withMessageContaining("2 rounds cannot be compared with 1");
        assertThatIllegalArgumentException().isThrownBy(Figures::of);
    }
}
