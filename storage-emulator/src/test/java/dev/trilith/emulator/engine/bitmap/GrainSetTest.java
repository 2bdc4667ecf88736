package dev.trilith.emulator.engine.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrainSetTest {
    @Test
    void membersAreAddedFoundAndTakenOut() {
        GrainSet set = new GrainSet(200);
        set.add(62, 66);
        set.add(199, 199);
        assertThat(set.count()).isEqualTo(6);
        assertThat(set.containsAll(62, 66)).isTrue();
        assertThat(set.containsAll(61, 66)).isFalse();
        assertThat(set.containsNone(0, 61)).isTrue();
        assertThat(set.containsNone(0, 62)).isFalse();
        assertThat(set.containsNone(66, 70)).isFalse();
        assertThat(set.containsNone(67, 198)).isTrue();
        assertThat(set.containsNone(67, 199)).isFalse();
        assertThat(set.next(0)).isEqualTo(62);
        assertThat(set.next(67)).isEqualTo(199);
        assertThat(set.next(200)).isEqualTo(-1);
        set.remove(63, 199);
        assertThat(set.count()).isEqualTo(1);
        assertThat(set.next(63)).isEqualTo(-1);
    }

    @Test
    void setsAreJoinedAndParted() {
        GrainSet one = new GrainSet(130);
        GrainSet other = new GrainSet(130);
        one.add(0, 5);
        other.add(4, 129);
        GrainSet copy = one.copy();
        one.addAll(other);
        assertThat(one.count()).isEqualTo(130);
        one.removeAll(copy);
        assertThat(one.next(0)).isEqualTo(6);
        assertThat(copy.count()).isEqualTo(6);
        copy.clear();
        assertThat(copy.isEmpty()).isTrue();
    }
}
