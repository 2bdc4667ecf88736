package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {
    @ParameterizedTest
    @CsvSource({
        "1, 4096",
        "4096, 4096",
        "4097, 8192",
        "65536, 65536",
        "1048575, 1048576",
        "1048576, 1048576"
    })
    void roundsUpToAPowerOfTwo(int bytes, int capacity) {
        ByteBuffer buffer = Objects.requireNonNull(new BufferPool(1 << 20).take(bytes));
        assertThat(buffer.capacity()).isEqualTo(capacity);
        assertThat(buffer.isDirect()).isTrue();
    }

    @Test
    void givesNothingBeyondItsBudget() {
        BufferPool pool = new BufferPool(3 * 4096);
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            taken.add(Objects.requireNonNull(pool.take(4096)));
        }
        assertThat(pool.take(1)).isNull();
        pool.giveBack(taken.get(1));
        assertThat(pool.take(4096)).isSameAs(taken.get(1));
        assertThat(pool.take(1)).isNull();
    }

    @Test
    void turnsIdleBuffersOfOneSizeIntoAnother() {
        BufferPool pool = new BufferPool(8192);
        ByteBuffer small = Objects.requireNonNull(pool.take(4096));
        ByteBuffer other = Objects.requireNonNull(pool.take(4096));
        pool.giveBack(small);
        assertThat(pool.take(8192)).isNull();
        pool.giveBack(other);
        assertThat(pool.take(8192)).isNotNull();
    }

    @Test
    void aConnectionGetsNoMoreThanItsPart() {
        ConnectionBuffers buffers = new ConnectionBuffers(new BufferPool(1 << 20), 8192);
        ByteBuffer first = Objects.requireNonNull(buffers.take(8192));
        assertThat(buffers.take(1)).isNull();
        assertThat(buffers.reserve().capacity()).isPositive();
        buffers.giveBack(first);
        assertThat(buffers.take(1)).isNotNull();
    }
}
