package dev.trilith.emulator.engine.bitmap;

import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.GroupCommit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a pair's two volumes may differ. Safe for use by many threads.
 *
 * <p>Two kinds of marks. <i>Dirty</i>: the secondary lacks what was written. <i>Active</i>: written
 * to both sides, but perhaps not durable on both; these matter only after a crash, and are cleaned
 * in generations. Both are on disk before the write they cover begins: the grain in the page cache,
 * which outlives the process, and its region forced, which outlives the machine. Regions are coarse
 * and cleaned lazily, so steady writes force nothing; and a force takes in the region that follows,
 * or, while marks go through the volume in order as those of a copy do, twice as many as the force
 * before. The price is paid after a loss of power, when all regions that are marked are compared.
 */
public final class DifferenceMap implements AutoCloseable {
    /** Bytes of a volume that one bit stands for. */
    public static final int GRAIN_BYTES = 64 * 1024;

    /** Grains of a region: 16 MiB. */
    static final int GRAINS_PER_REGION = 256;

    /** The most regions that are marked for what may come: 4 GiB. */
    private static final int MOST_AHEAD = 256;

    /** A region is dropped after so many generations without a mark. */
    private static final int QUIET_GENERATIONS = 3;

    private static final int GRAINS_PER_PAGE = BitmapFile.WORDS_PER_PAGE * 64;

    private final int firstGrain;
    private final GrainSet dirty;
    private final GrainSet regions;

    /**
     * Regions whose mark this process has written and forced. One that an earlier process left may
     * be in the page cache alone, even if a force would succeed now: its own may have failed.
     */
    private final GrainSet durableRegions;

    private final GroupCommit commits = new GroupCommit();
    private final BitmapFile file;

    /** No monitor: what runs inside may wait for the disk. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile GrainSet active;
    private GrainSet aging;

    /** For how many generations each region has had no mark. */
    private final byte[] quietFor;

    /** How often marks of regions were taken away. */
    private long dropped;

    /** The last region that the latest force took in, and how many of those nobody asked for. */
    private int aheadUntil = -1;

    private int ahead = 1;

    private DifferenceMap(int firstGrain, GrainSet dirty, GrainSet regions, BitmapFile file) {
        this.firstGrain = firstGrain;
        this.dirty = dirty;
        this.regions = regions;
        this.durableRegions = new GrainSet(regions.size());
        this.active = new GrainSet(dirty.size());
        this.aging = new GrainSet(dirty.size());
        this.quietFor = new byte[regions.size()];
        this.file = file;
    }

    private static int grains(long sizeBytes) {
        return Math.toIntExact((sizeBytes + GRAIN_BYTES - 1) / GRAIN_BYTES);
    }

    private static int regions(int grains) {
        return (grains + GRAINS_PER_REGION - 1) / GRAINS_PER_REGION;
    }

    /**
     * Makes an empty map for a new pair.
     *
     * @param skipBytes the part at the volume's start that is not copied, whole grains
     */
    public static DifferenceMap create(Disk disk, Path path, long sizeBytes, int skipBytes)
            throws IOException {
        int grains = grains(sizeBytes);
        BitmapFile file = BitmapFile.create(disk, path, grains, regions(grains));
        return new DifferenceMap(
                skipBytes / GRAIN_BYTES, new GrainSet(grains), new GrainSet(regions(grains)), file);
    }

    /**
     * Opens a pair's map after a stop: all marks are dirty ones now.
     *
     * @param machineRestarted whether what was not forced may be lost
     */
    public static DifferenceMap open(
            Disk disk, Path path, long sizeBytes, int skipBytes, boolean machineRestarted)
            throws IOException {
        GrainSet dirty = new GrainSet(grains(sizeBytes));
        GrainSet regions = new GrainSet(regions(dirty.size()));
        BitmapFile file = BitmapFile.open(disk, path, dirty, regions, !machineRestarted);
        int first = skipBytes / GRAIN_BYTES;
        if (first > 0) {
            dirty.remove(0, first - 1);
        }
        DifferenceMap map = new DifferenceMap(first, dirty, regions, file);
        map.lock.lock();
        try {
            map.settle(dirty);
        } finally {
            map.lock.unlock();
        }
        return map;
    }

    /** Marks a range that the secondary will lack; on return a crash cannot forget it. */
    public void markDirty(long offsetBytes, long lengthBytes) throws IOException {
        mark(dirty, offsetBytes, lengthBytes);
    }

    /** Marks a range that is about to be written to both sides. */
    public void markActive(long offsetBytes, long lengthBytes) throws IOException {
        mark(active, offsetBytes, lengthBytes);
    }

    /** Marks everything dirty, durably: the secondary is to be filled from nothing. */
    public void markAll() throws IOException {
        long skip = (long) firstGrain * GRAIN_BYTES;
        markDirty(skip, (long) dirty.size() * GRAIN_BYTES - skip);
    }

    private void mark(GrainSet set, long offsetBytes, long lengthBytes) throws IOException {
        if (lengthBytes <= 0) {
            return;
        }
        int first = Math.max(firstGrain, (int) (offsetBytes / GRAIN_BYTES));
        int last = (int) ((offsetBytes + lengthBytes - 1) / GRAIN_BYTES);
        if (last < first) {
            return;
        }
        int firstRegion = first / GRAINS_PER_REGION;
        int lastRegion = last / GRAINS_PER_REGION;
        if (set.containsAll(first, last) && durableRegions.containsAll(firstRegion, lastRegion)) {
            return;
        }
        lock.lock();
        try {
            Arrays.fill(quietFor, firstRegion, lastRegion + 1, (byte) 0);
            GrainSet marked = new GrainSet(dirty.size());
            marked.add(first, last);
            for (int page = first / GRAINS_PER_PAGE; page <= last / GRAINS_PER_PAGE; page++) {
                file.writeGrainPage(page, union(page, marked));
            }
            // Only now: who finds it in the set takes it for written.
            set.add(first, last);
        } finally {
            lock.unlock();
        }
        if (!durableRegions.containsAll(firstRegion, lastRegion)) {
            makeDurable(firstRegion, lastRegion);
        }
    }

    /** Regions in which a grain is marked, and some that follow them. */
    private void makeDurable(int first, int last) throws IOException {
        int until;
        long droppedBefore;
        lock.lock();
        try {
            until = regions.containsAll(first, last) ? last : lookAhead(first, last);
            regions.add(first, until);
            writeRegions(first, until);
            droppedBefore = dropped;
        } finally {
            lock.unlock();
        }
        commits.commit(file::force);
        lock.lock();
        try {
            // A region without a marked grain may have been taken away meanwhile, and written again
            // by another thread that has not forced it yet.
            durableRegions.add(first, dropped == droppedBefore ? until : last);
        } finally {
            lock.unlock();
        }
    }

    /** Not for regions whose mark another thread has written and is about to force. */
    private int lookAhead(int first, int last) {
        boolean inOrder = first > aheadUntil && first - aheadUntil <= 1 + ahead;
        ahead = inOrder ? Math.min(2 * ahead, MOST_AHEAD) : 1;
        aheadUntil = Math.min(regions.size() - 1, last + ahead);
        return aheadUntil;
    }

    private void writeRegions(int first, int last) throws IOException {
        for (int page = first / GRAINS_PER_PAGE; page <= last / GRAINS_PER_PAGE; page++) {
            file.writeRegionPage(page, regions);
        }
    }

    private long[] union(int page, GrainSet more) {
        long[] words = new long[BitmapFile.WORDS_PER_PAGE];
        GrainSet young = active;
        for (int i = 0; i < words.length; i++) {
            int at = page * words.length + i;
            if (at < dirty.wordCount()) {
                words[i] = dirty.word(at) | young.word(at) | aging.word(at) | more.word(at);
            }
        }
        return words;
    }

    /** What the secondary lacks, as a set of its own. */
    public GrainSet dirtyGrains() {
        return dirty.copy();
    }

    /**
     * Where the secondary lacks something, from an offset on, as at most {@code most} extents. The
     * part at the volume's start that is not copied differs nowhere.
     */
    public List<Extent> differing(long offsetBytes, long lengthBytes, int most) {
        List<Extent> extents = new ArrayList<>();
        long end = offsetBytes + lengthBytes;
        long at = offsetBytes;
        while (at < end && extents.size() < most) {
            int grain = (int) (at / GRAIN_BYTES);
            boolean differs = dirty.contains(grain);
            int next = differs ? dirty.nextAbsent(grain) : dirty.next(grain);
            long until = next < 0 ? end : Math.min(end, (long) next * GRAIN_BYTES);
            if (until <= at) {
                // Another thread changed the set between the two questions.
                until = Math.min(end, (grain + 1L) * GRAIN_BYTES);
            }
            extents.add(new Extent(until - at, differs));
            at = until;
        }
        return extents;
    }

    /** How many bytes the secondary lacks, in whole grains. */
    public long dirtyBytes() {
        return (long) dirty.count() * GRAIN_BYTES;
    }

    /** Whether the secondary lacks nothing. */
    public boolean clean() {
        return dirty.isEmpty();
    }

    /**
     * Counts as lacking also what may not have been durable on both sides. No write may be in
     * flight.
     */
    public void absorbActive() throws IOException {
        lock.lock();
        try {
            dirty.addAll(active);
            dirty.addAll(aging);
            active.clear();
            aging.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets that the secondary lacks {@code copied}. Only when the secondary holds it durably,
     * and no write may be in flight.
     */
    public void copied(GrainSet copied) throws IOException {
        lock.lock();
        try {
            dirty.removeAll(copied);
            settle(copied);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all active marks: both sides are durable and no write is in flight. */
    public void allDurable() throws IOException {
        lock.lock();
        try {
            GrainSet gone = active.copy();
            gone.addAll(aging);
            active.clear();
            aging.clear();
            settle(gone);
            dropQuietRegions();
        } finally {
            lock.unlock();
        }
    }

    /** Begins a generation of active marks; no write may be in flight. */
    public void rotate() {
        lock.lock();
        try {
            GrainSet old = aging;
            old.addAll(active);
            aging = old;
            active = new GrainSet(dirty.size());
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the generation before the last {@link #rotate}: both sides are durable since. */
    public void agedDurable() throws IOException {
        lock.lock();
        try {
            GrainSet gone = aging.copy();
            aging.clear();
            settle(gone);
            dropQuietRegions();
        } finally {
            lock.unlock();
        }
    }

    /** Rewrites the pages of grains that lost a mark. */
    private void settle(GrainSet changed) throws IOException {
        int grain = changed.next(0);
        while (grain >= 0) {
            int page = grain / GRAINS_PER_PAGE;
            file.writeGrainPage(page, union(page, dirty));
            grain = changed.next((page + 1) * GRAINS_PER_PAGE);
        }
    }

    /** A generation of the pair is over: a pass, or some seconds in step. */
    private void dropQuietRegions() throws IOException {
        GrainSet gone = new GrainSet(regions.size());
        for (int r = regions.next(0); r >= 0; r = regions.next(r + 1)) {
            if (!isQuiet(r)) {
                quietFor[r] = 0;
            } else if (++quietFor[r] >= QUIET_GENERATIONS) {
                quietFor[r] = 0;
                gone.add(r, r);
            }
        }
        if (!gone.isEmpty()) {
            dropped++;
            durableRegions.removeAll(gone);
            regions.removeAll(gone);
            writeRegions(gone.next(0), regions.size() - 1);
        }
    }

    private boolean isQuiet(int region) {
        int first = region * GRAINS_PER_REGION;
        int last = Math.min(dirty.size(), first + GRAINS_PER_REGION) - 1;
        return dirty.containsNone(first, last)
                && active.containsNone(first, last)
                && aging.containsNone(first, last);
    }

    /** Whether there is any active mark to clean. */
    public boolean hasActive() {
        lock.lock();
        try {
            return !active.isEmpty() || !aging.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            file.close();
        } finally {
            lock.unlock();
        }
    }
}
