package dev.trilith.simulation.disk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A file's bytes: what the page cache holds, and enough to tell what the platter may hold. */
final class Inode {
    static final int PAGE = 4096;
    static final int SECTOR = 512;
    private static final Page ZEROS = new Page(new byte[PAGE], true);
    private static final Page SAME = new Page(new byte[0], true);
    private static final VarHandle NUMBER =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Four KiB; those that stand in several places are replaced, never changed. */
    private static final class Page {
        private final byte[] bytes;
        private boolean shared;

        private Page(byte[] bytes, boolean shared) {
            this.bytes = bytes;
            this.shared = shared;
        }
    }

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

    /** By number; {@link #ZEROS} itself where nothing was written. */
    private Page[] pages = new Page[0];

    private long size;

    /** Pages as they were at the last force, by number; {@link #SAME} where that is now. */
    private Page[] undo = new Page[0];

    /** Which of them are another one. */
    private int[] undone = new int[8];

    private int undoneCount;

    private final List<Write> unforced = new ArrayList<>();
    private long durableSize;
    private long numbers;
    private long changes;
    private long tornWrites;
    private long misplacedWrites;

    /** What a failed force took for written, by page; another write of the page takes it along. */
    private final List<Write> failed = new ArrayList<>();

    long size() {
        return size;
    }

    boolean clean() {
        return unforced.isEmpty() && failed.isEmpty() && durableSize == size;
    }

    void resize(long bytes) {
        if (bytes < size) {
            for (int page = (int) (bytes / PAGE); page < pages.length; page++) {
                if (pages[page] != ZEROS) {
                    keep(page);
                    int from = (int) Math.max(0, bytes - (long) page * PAGE);
                    Arrays.fill(own(page), Math.min(PAGE, from), PAGE, (byte) 0);
                }
            }
        }
        size = bytes;
        changes++;
    }

    private void keep(int page) {
        if (page >= undo.length) {
            undo = grown(undo, page, SAME);
        }
        if (undo[page] == SAME) {
            Page now = page(page);
            now.shared = true;
            undo[page] = now;
            if (undoneCount == undone.length) {
                undone = Arrays.copyOf(undone, undoneCount * 2);
            }
            undone[undoneCount++] = page;
        }
    }

    private void forgetUndo() {
        for (int i = 0; i < undoneCount; i++) {
            undo[undone[i]] = SAME;
        }
        undoneCount = 0;
    }

    private static Page[] grown(Page[] pages, int page, Page filling) {
        Page[] more = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        Arrays.fill(more, pages.length, more.length, filling);
        return more;
    }

    private Page page(int page) {
        return page < pages.length ? pages[page] : ZEROS;
    }

    private void replace(int page, Page now) {
        if (page >= pages.length) {
            pages = grown(pages, page, ZEROS);
        }
        pages[page] = now;
    }

    /** A page's bytes, for changing. */
    private byte[] own(int page) {
        Page now = page(page);
        if (now.shared) {
            now = new Page(now.bytes.clone(), false);
            replace(page, now);
        }
        return now.bytes;
    }

    void read(long offset, ByteBuffer target) {
        long at = offset;
        while (target.hasRemaining()) {
            int from = (int) (at % PAGE);
            int length = Math.min(PAGE - from, target.remaining());
            target.put(page((int) (at / PAGE)).bytes, from, length);
            at += length;
        }
    }

    /**
     * The first byte from an offset on that lies in a hole, or in none; the size if there is none.
     */
    long next(long offset, boolean hole) {
        long at = offset;
        while (at < size && (page((int) (at / PAGE)) == ZEROS) != hole) {
            at = (at / PAGE + 1) * PAGE;
        }
        return Math.min(at, size);
    }

    /** The number that stands at a place; it must lie within a page. */
    long number(long offset) {
        return (long) NUMBER.get(page((int) (offset / PAGE)).bytes, (int) (offset % PAGE));
    }

    void write(long offset, ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        unforced.add(new Write(++numbers, offset, bytes));
        int first = (int) (offset / PAGE);
        for (int page = first; (long) page * PAGE < offset + bytes.length; page++) {
            keep(page);
        }
        if (bytes.length == PAGE && offset % PAGE == 0) {
            replace(first, new Page(bytes, true));
        } else {
            put(offset, bytes, 0, bytes.length);
        }
        size = Math.max(size, offset + bytes.length);
        changes++;
    }

    /** Zeros, and holes where they fill whole pages. */
    void punch(long offset, long length) {
        byte[] zeros = new byte[Math.toIntExact(length)];
        unforced.add(new Write(++numbers, offset, zeros));
        for (int page = (int) (offset / PAGE); (long) page * PAGE < offset + length; page++) {
            keep(page);
            long at = (long) page * PAGE;
            if (at >= offset && at + PAGE <= offset + length) {
                replace(page, ZEROS);
            }
        }
        put(offset, zeros, 0, zeros.length);
        changes++;
    }

    private void put(long offset, byte[] bytes, int first, int end) {
        int done = first;
        while (done < end) {
            long at = offset + done;
            int page = (int) (at / PAGE);
            int from = (int) (at % PAGE);
            int length = Math.min(PAGE - from, end - done);
            if (page(page) != ZEROS || !zero(bytes, done, length)) {
                System.arraycopy(bytes, done, own(page), from, length);
            }
            done += length;
        }
    }

    private static boolean zero(byte[] bytes, int from, int length) {
        return Arrays.equals(bytes, from, from + length, ZEROS.bytes, 0, length);
    }

    /** An empty file, whose count of changes begins there. */
    Inode(long changes) {
        this.changes = changes;
    }

    /** Grows whenever the bytes change. */
    long changes() {
        return changes;
    }

    /** Writes of which a loss of power left some sectors and not others. */
    long torn() {
        return tornWrites;
    }

    /** Writes that a loss of power brought to another one's place. */
    long misplaced() {
        return misplacedWrites;
    }

    /** What a force that begins now will cover. */
    long mark() {
        return numbers;
    }

    /** A force ends that began at {@code mark}: what was written later stays unforced. */
    void force(long mark) {
        durableSize = size;
        if (failed.isEmpty() && (unforced.isEmpty() || unforced.getLast().number <= mark)) {
            forgetUndo();
            unforced.clear();
            return;
        }
        List<Write> done = takeUpTo(mark);
        Set<Integer> pages = new HashSet<>();
        done.forEach(write -> pieces(write).forEach(piece -> pages.add(pageOf(piece))));
        List<Write> along = failed.stream().filter(w -> pages.contains(pageOf(w))).toList();
        failed.removeAll(along);
        done.addAll(along);
        done.sort(Comparator.comparingLong(write -> write.number));
        for (Write write : done) {
            long end = write.offset + write.bytes.length;
            for (int page = pageOf(write); (long) page * PAGE < end; page++) {
                if (page < undo.length && undo[page] != SAME) {
                    undo[page] = with(undo[page], (long) page * PAGE, write);
                }
            }
        }
    }

    /** Takes the unforced writes that a force which began at {@code mark} covers. */
    private List<Write> takeUpTo(long mark) {
        int covered = 0;
        while (covered < unforced.size() && unforced.get(covered).number <= mark) {
            covered++;
        }
        List<Write> those = unforced.subList(0, covered);
        List<Write> taken = new ArrayList<>(those);
        those.clear();
        return taken;
    }

    private static int pageOf(Write write) {
        return (int) (write.offset / PAGE);
    }

    /** A write, page by page. */
    private static List<Write> pieces(Write write) {
        List<Write> pieces = new ArrayList<>();
        int length = write.bytes.length;
        for (int at = 0; at < length; ) {
            long offset = write.offset + at;
            int end = Math.min(length, at + PAGE - (int) (offset % PAGE));
            pieces.add(new Write(write.number, offset, Arrays.copyOfRange(write.bytes, at, end)));
            at = end;
        }
        return pieces;
    }

    /** A page with what a write brought to it. */
    private static Page with(Page page, long pageAt, Write write) {
        long from = Math.max(pageAt, write.offset);
        long end = Math.min(pageAt + PAGE, write.offset + write.bytes.length);
        if (from >= end) {
            return page;
        }
        Page now = new Page(page.bytes.clone(), true);
        int length = (int) (end - from);
        int source = (int) (from - write.offset);
        System.arraycopy(write.bytes, source, now.bytes, (int) (from - pageAt), length);
        return now;
    }

    /**
     * A force failed that began at {@code mark}: the cache calls its pages clean though the platter
     * lacks them, and no later force writes them again.
     */
    void forceFailed(long mark) {
        for (Write write : takeUpTo(mark)) {
            failed.addAll(pieces(write));
        }
    }

    /** What of the unforced writes the platter has: any part of them, in sectors. */
    void losePower(SplittableRandom random, boolean misplaces) {
        List<Write> writes = new ArrayList<>(failed);
        writes.addAll(unforced);
        changes++;
        for (int i = 0; i < undoneCount; i++) {
            replace(undone[i], undo[undone[i]]);
        }
        forgetUndo();
        unforced.clear();
        failed.clear();
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
                land(writes, i, how == 4, misplaces, random);
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
    private void land(
            List<Write> writes, int i, boolean torn, boolean misplaces, SplittableRandom random) {
        Write write = writes.get(i);
        int length = write.bytes.length;
        if (!torn) {
            put(write.offset, write.bytes, 0, length);
            return;
        }
        long offset = write.offset;
        Write other = writes.get(random.nextInt(writes.size()));
        if (random.nextInt(8) == 0 && misplaces && other.bytes.length >= length) {
            offset = other.offset;
        }
        int landed = 0;
        int sectors = 0;
        for (int at = 0; at < length; at += SECTOR) {
            sectors++;
            if (random.nextInt(3) != 0) {
                put(offset, write.bytes, at, Math.min(length, at + SECTOR));
                landed++;
            }
        }
        tornWrites += landed > 0 && landed < sectors ? 1 : 0;
        misplacedWrites += landed > 0 && offset != write.offset ? 1 : 0;
    }
}
