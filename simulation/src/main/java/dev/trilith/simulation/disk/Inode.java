package dev.trilith.simulation.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A file's bytes: what the page cache holds, and enough to tell what the platter may hold. */
final class Inode {
    static final int PAGE = 4096;
    static final int SECTOR = 512;
    private static final byte[] ZEROS = new byte[PAGE];

    /** A write since the last force. */
    private static final class Write {
        private final long number;
        private final long offset;
        private final byte[] bytes;

        private Write(long number, long offset, byte[] bytes) {
            this.number = number;
            this.offset = offset;
            this.bytes = bytes;
        }
    }

    /** By number; none where nothing but zeros was written. */
    private final Map<Integer, byte[]> pages = new HashMap<>();

    private long size;

    /** Pages as they were at the last force, where they differ from now. */
    private final Map<Integer, byte[]> undo = new HashMap<>();

    private final List<Write> unforced = new ArrayList<>();
    private long durableSize;
    private long numbers;
    private boolean lying;

    long size() {
        return size;
    }

    boolean clean() {
        return unforced.isEmpty() && durableSize == size;
    }

    void resize(long bytes) {
        if (bytes < size) {
            for (Map.Entry<Integer, byte[]> page : pages.entrySet()) {
                long from = Math.max(0, bytes - (long) page.getKey() * PAGE);
                if (from < PAGE) {
                    keep(page.getKey());
                    Arrays.fill(page.getValue(), (int) from, PAGE, (byte) 0);
                }
            }
        }
        size = bytes;
    }

    private void keep(int page) {
        if (!undo.containsKey(page)) {
            undo.put(page, page(page).clone());
        }
    }

    private byte[] page(int page) {
        return pages.getOrDefault(page, ZEROS);
    }

    private byte[] own(int page) {
        return pages.computeIfAbsent(page, number -> new byte[PAGE]);
    }

    void read(long offset, ByteBuffer target) {
        long at = offset;
        while (target.hasRemaining()) {
            int page = (int) (at / PAGE);
            int from = (int) (at % PAGE);
            int length = Math.min(PAGE - from, target.remaining());
            target.put(page(page), from, length);
            at += length;
        }
    }

    void write(long offset, ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        unforced.add(new Write(++numbers, offset, bytes));
        for (int page = (int) (offset / PAGE); (long) page * PAGE < offset + bytes.length; page++) {
            keep(page);
        }
        put(offset, bytes, 0, bytes.length);
        size = Math.max(size, offset + bytes.length);
    }

    private void put(long offset, byte[] bytes, int first, int end) {
        int done = first;
        while (done < end) {
            long at = offset + done;
            int page = (int) (at / PAGE);
            int from = (int) (at % PAGE);
            int length = Math.min(PAGE - from, end - done);
            if (pages.containsKey(page) || !zero(bytes, done, length)) {
                System.arraycopy(bytes, done, own(page), from, length);
            }
            done += length;
        }
    }

    private static boolean zero(byte[] bytes, int from, int length) {
        return Arrays.equals(bytes, from, from + length, ZEROS, 0, length);
    }

    /** What a force that begins now will cover. */
    long mark() {
        return numbers;
    }

    /** A force ends that began at {@code mark}: what was written later stays unforced. */
    void force(long mark) {
        if (lying) {
            return;
        }
        durableSize = size;
        List<Write> later = unforced.stream().filter(w -> w.number > mark).toList();
        if (later.isEmpty()) {
            undo.clear();
            unforced.clear();
            return;
        }
        for (Write write : unforced) {
            if (write.number <= mark) {
                undo.forEach((page, old) -> putInto(old, (long) page * PAGE, write));
            }
        }
        unforced.clear();
        unforced.addAll(later);
    }

    private static void putInto(byte[] page, long pageAt, Write write) {
        long from = Math.max(pageAt, write.offset);
        long end = Math.min(pageAt + PAGE, write.offset + write.bytes.length);
        if (from < end) {
            int length = (int) (end - from);
            int source = (int) (from - write.offset);
            System.arraycopy(write.bytes, source, page, (int) (from - pageAt), length);
        }
    }

    /** A force failed: the cache calls its pages clean though the platter lacks them. */
    void forceFailed() {
        lying = true;
    }

    /** What of the unforced writes the platter has: any part of them, in sectors. */
    void losePower(SplittableRandom random) {
        List<Write> writes = List.copyOf(unforced);
        undo.forEach((page, old) -> System.arraycopy(old, 0, own(page), 0, PAGE));
        undo.clear();
        unforced.clear();
        lying = false;
        int how = random.nextInt(5);
        int prefix = writes.isEmpty() ? 0 : random.nextInt(writes.size() + 1);
        for (int i = 0; i < writes.size(); i++) {
            boolean kept =
                    switch (how) {
                        case 0 -> false;
                        case 1 -> true;
                        case 2 -> i < prefix;
                        default -> random.nextBoolean();
                    };
            if (kept) {
                land(writes, i, how == 4, random);
            }
        }
        size = random.nextBoolean() ? Math.max(durableSize, landed(writes, how)) : durableSize;
        durableSize = size;
    }

    private long landed(List<Write> writes, int how) {
        long end = durableSize;
        for (Write write : writes) {
            end = how == 0 ? end : Math.max(end, write.offset + write.bytes.length);
        }
        return end;
    }

    /** Whole, torn between sectors, or where another unforced write was to go. */
    private void land(List<Write> writes, int i, boolean torn, SplittableRandom random) {
        Write write = writes.get(i);
        int length = write.bytes.length;
        if (!torn) {
            put(write.offset, write.bytes, 0, length);
            return;
        }
        long offset = write.offset;
        Write other = writes.get(random.nextInt(writes.size()));
        if (random.nextInt(8) == 0 && other.bytes.length >= length) {
            offset = other.offset;
        }
        for (int at = 0; at < length; at += SECTOR) {
            if (random.nextInt(3) != 0) {
                put(offset, write.bytes, at, Math.min(length, at + SECTOR));
            }
        }
    }
}
