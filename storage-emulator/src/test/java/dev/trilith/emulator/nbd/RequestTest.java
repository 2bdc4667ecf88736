package dev.trilith.emulator.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "0, 4096, false",
        "4096, 0, false",
        "4095, 1, false",
        "4095, 2, true",
        "4096, 1, true",
        "4097, 0, true",
        "0, 4294967295, true",
        "-1, 1, true",
        "-1, 0, true",
        "9223372036854775807, 1, true",
        "9223372036854775807, 4294967295, true",
        "-9223372036854775808, 4294967295, true"
    })
    void knowsWhetherItLeavesAVolumeOf4096Bytes(long offset, long length, boolean leaves) {
        assertThat(new Request(0, 0, 0, offset, length).leaves(4096)).isEqualTo(leaves);
    }
}
