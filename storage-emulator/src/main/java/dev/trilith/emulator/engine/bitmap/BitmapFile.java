package dev.trilith.emulator.engine.bitmap;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A pair's bitmap on disk: regions that may differ, and within them grains. Every page carries its
 * own checksum; a page that does not hold stands for "everything in it may differ". Not safe for
 * use by many threads, but for {@link #force}.
 *
 * <p>The layout is written down in {@code docs/reference/bitmap.md}.
 */
final class BitmapFile implements AutoCloseable {
    static final int PAGE_BYTES = 512;
    static final int WORDS_PER_PAGE = 63;
    private static final long MAGIC = 0x54524C4249545331L; // TRLBITS1
    private static final int VERSION = 1;

    private final Path path;
    private final DiskFile file;
    private final int regionPages;
    private final int grainPages;
    private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);

    private BitmapFile(Path path, DiskFile file, int grains, int regions) {
        this.path = path;
        this.file = file;
        this.regionPages = pages(regions);
        this.grainPages = pages(grains);
    }

    private static int pages(int bits) {
        return (bits + WORDS_PER_PAGE * 64 - 1) / (WORDS_PER_PAGE * 64);
    }

    /** Writes a new, empty bitmap beside the old one and puts it in its place, durably. */
    static BitmapFile create(Disk disk, Path path, int grains, int regions) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        disk.delete(fresh);
        try (DiskFile plain = disk.open(fresh)) {
            BitmapFile bitmap = new BitmapFile(fresh, plain, grains, regions);
            bitmap.writeHeader(grains, regions);
            for (int i = 0; i < bitmap.regionPages; i++) {
                bitmap.writePage(1 + i, new long[WORDS_PER_PAGE]);
            }
            for (int i = 0; i < bitmap.grainPages; i++) {
                bitmap.writePage(1 + bitmap.regionPages + i, new long[WORDS_PER_PAGE]);
            }
            plain.force();
        }
        disk.replace(fresh, path);
        disk.forceDirectory(Objects.requireNonNull(path.toAbsolutePath().getParent()));
        return new BitmapFile(path, disk.open(path), grains, regions);
    }

    /**
     * Opens a bitmap and adds what it says may differ.
     *
     * @param trustGrains whether pages that were written but not forced are still there: true after
     *     a process ended, false after the machine did
     */
    static BitmapFile open(
            Disk disk, Path path, GrainSet grains, GrainSet regions, boolean trustGrains)
            throws IOException {
        BitmapFile bitmap = new BitmapFile(path, disk.open(path), grains.size(), regions.size());
        bitmap.checkHeader(grains.size(), regions.size());
        for (int i = 0; i < bitmap.regionPages; i++) {
            bitmap.readPage(1 + i, i, regions);
        }
        for (int i = 0; i < bitmap.grainPages; i++) {
            bitmap.readPage(1 + bitmap.regionPages + i, i, grains);
        }
        if (!trustGrains) {
            int perRegion = DifferenceMap.GRAINS_PER_REGION;
            for (int r = regions.next(0); r >= 0; r = regions.next(r + 1)) {
                int last = Math.min(grains.size(), (r + 1) * perRegion) - 1;
                grains.add(r * perRegion, last);
            }
        }
        return bitmap;
    }

    private void writeHeader(int grains, int regions) throws IOException {
        page.clear();
        page.putLong(MAGIC).putInt(VERSION).putInt(DifferenceMap.GRAIN_BYTES);
        page.putInt(DifferenceMap.GRAINS_PER_REGION).putInt(grains).putInt(regions);
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().flip());
        page.putInt((int) crc.getValue());
        while (page.hasRemaining()) {
            page.put((byte) 0);
        }
        file.write(0, page.flip());
    }

    private void checkHeader(int grains, int regions) throws IOException {
        page.clear();
        file.read(0, page);
        page.flip();
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().limit(28));
        boolean whole =
                page.getLong() == MAGIC
                        && page.getInt() == VERSION
                        && page.getInt() == DifferenceMap.GRAIN_BYTES
                        && page.getInt() == DifferenceMap.GRAINS_PER_REGION
                        && page.getInt() == grains
                        && page.getInt() == regions
                        && page.getInt() == (int) crc.getValue();
        if (!whole) {
            throw new IOException(
                    path + " is not the bitmap of this pair: its header does not hold");
        }
    }

    void writeRegionPage(int index, GrainSet regions) throws IOException {
        writePage(1 + index, words(index, regions));
    }

    void writeGrainPage(int index, long[] words) throws IOException {
        writePage(1 + regionPages + index, words);
    }

    private static long[] words(int index, GrainSet set) {
        long[] words = new long[WORDS_PER_PAGE];
        for (int i = 0; i < WORDS_PER_PAGE; i++) {
            int at = index * WORDS_PER_PAGE + i;
            words[i] = at < set.wordCount() ? set.word(at) : 0;
        }
        return words;
    }

    private void writePage(int number, long[] words) throws IOException {
        page.clear();
        page.putInt(0).putInt(number);
        for (long word : words) {
            page.putLong(word);
        }
        CRC32C crc = new CRC32C();
        crc.update(page.flip().position(4));
        page.putInt(0, (int) crc.getValue()).rewind();
        file.write((long) number * PAGE_BYTES, page);
    }

    private void readPage(int number, int index, GrainSet into) throws IOException {
        page.clear();
        file.read((long) number * PAGE_BYTES, page);
        CRC32C crc = new CRC32C();
        crc.update(page.flip().position(4));
        page.rewind();
        boolean whole = page.getInt() == (int) crc.getValue() && page.getInt() == number;
        int first = index * WORDS_PER_PAGE * 64;
        for (int i = 0; i < WORDS_PER_PAGE; i++) {
            long word = whole ? page.getLong() : -1L;
            for (int bit = 0; word != 0 && bit < 64; bit++) {
                int member = first + i * 64 + bit;
                if ((word & (1L << bit)) != 0 && member < into.size()) {
                    into.add(member, member);
                }
            }
        }
    }

    void force() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
