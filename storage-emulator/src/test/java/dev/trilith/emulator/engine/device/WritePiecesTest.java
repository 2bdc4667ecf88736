package dev.trilith.emulator.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WritePiecesTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private final WritePieces pieces = new WritePieces();

    @Test
    void whatIsWrittenForTheFirstTimeIsWrittenInSmallPieces() {
        assertThat(pieces.longest(0, MIB)).isEqualTo(WritePieces.FIRST);
        pieces.written(0, MIB);
        assertThat(pieces.longest(0, MIB)).isEqualTo(WritePieces.AGAIN);
        assertThat(pieces.longest(4 * KIB, MIB - 4 * KIB)).isEqualTo(WritePieces.AGAIN);
        assertThat(pieces.longest(4 * KIB, MIB)).isEqualTo(WritePieces.FIRST);
        assertThat(pieces.longest(MIB, MIB)).isEqualTo(WritePieces.FIRST);
    }

    @Test
    void onlyWholeGrainsCountAsWritten() {
        pieces.written(4 * KIB, 128 * KIB);
        assertThat(pieces.longest(64 * KIB, 64 * KIB)).isEqualTo(WritePieces.AGAIN);
        assertThat(pieces.longest(0, 64 * KIB)).isEqualTo(WritePieces.FIRST);
        assertThat(pieces.longest(128 * KIB, 64 * KIB)).isEqualTo(WritePieces.FIRST);
        pieces.written(192 * KIB, 60 * KIB);
        assertThat(pieces.longest(192 * KIB, 60 * KIB)).isEqualTo(WritePieces.FIRST);
    }

    @Test
    void aHoleIsWrittenForTheFirstTimeAgain() {
        pieces.written(0, MIB);
        pieces.punched(64 * KIB, 1);
        assertThat(pieces.longest(0, 64 * KIB)).isEqualTo(WritePieces.AGAIN);
        assertThat(pieces.longest(64 * KIB, 64 * KIB)).isEqualTo(WritePieces.FIRST);
        assertThat(pieces.longest(128 * KIB, 512 * KIB)).isEqualTo(WritePieces.AGAIN);
        pieces.punched(0, Long.MAX_VALUE / 2);
        assertThat(pieces.longest(128 * KIB, 512 * KIB)).isEqualTo(WritePieces.FIRST);
    }

    @Test
    void behindWhatCanBeCountedAllIsWrittenInSmallPieces() {
        long last = (256L << 30) - MIB;
        pieces.written(last, MIB);
        assertThat(pieces.longest(last, MIB)).isEqualTo(WritePieces.AGAIN);
        assertThat(pieces.longest(last, 2 * MIB)).isEqualTo(WritePieces.FIRST);
        long far = 1L << 48;
        pieces.written(far, MIB);
        pieces.punched(far, MIB);
        assertThat(pieces.longest(far, MIB)).isEqualTo(WritePieces.FIRST);
    }
}
