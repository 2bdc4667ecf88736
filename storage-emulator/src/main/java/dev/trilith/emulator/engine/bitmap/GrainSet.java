package dev.trilith.emulator.engine.bitmap;

import java.util.concurrent.atomic.AtomicLongArray;

/** A set of grains (64 KiB parts of a volume), one bit each. Safe for use by many threads. */
public final class GrainSet {
    private final AtomicLongArray words;
    private final int size;

    /** An empty set over the grains 0 to {@code size - 1}. */
    public GrainSet(int size) {
        this.size = size;
        this.words = new AtomicLongArray((size + 63) >>> 6);
    }

    /** How many grains there are, members or not. */
    public int size() {
        return size;
    }

    /** Whether a grain is a member. */
    public boolean contains(int grain) {
        return (words.get(grain >>> 6) & (1L << grain)) != 0;
    }

    /** Whether all grains from {@code first} to {@code last} are members. */
    public boolean containsAll(int first, int last) {
        for (int grain = first; grain <= last; grain++) {
            if (!contains(grain)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no grain from {@code first} to {@code last} is a member. */
    public boolean containsNone(int first, int last) {
        int at = first;
        while (at <= last) {
            long members = words.get(at >>> 6) & (-1L << at);
            if (members != 0) {
                return (at & ~63) + Long.numberOfTrailingZeros(members) > last;
            }
            at = (at & ~63) + 64;
        }
        return true;
    }

    /** Adds the grains from {@code first} to {@code last}. */
    public void add(int first, int last) {
        for (int grain = first; grain <= last; grain++) {
            long bit = 1L << grain;
            if (!contains(grain)) {
                words.getAndUpdate(grain >>> 6, word -> word | bit);
            }
        }
    }

    /** Takes the grains from {@code first} to {@code last} out. */
    public void remove(int first, int last) {
        for (int grain = first; grain <= last; grain++) {
            long bit = ~(1L << grain);
            words.getAndUpdate(grain >>> 6, word -> word & bit);
        }
    }

    /** Adds every member of {@code other}, a set of the same size. */
    public void addAll(GrainSet other) {
        for (int i = 0; i < words.length(); i++) {
            long more = other.words.get(i);
            if (more != 0) {
                words.getAndUpdate(i, word -> word | more);
            }
        }
    }

    /** Takes every member of {@code other} out. */
    public void removeAll(GrainSet other) {
        for (int i = 0; i < words.length(); i++) {
            long less = other.words.get(i);
            if (less != 0) {
                words.getAndUpdate(i, word -> word & ~less);
            }
        }
    }

    /** Empties the set. */
    public void clear() {
        for (int i = 0; i < words.length(); i++) {
            words.set(i, 0);
        }
    }

    /** The first member at or after {@code from}, or -1. */
    public int next(int from) {
        if (from >= size) {
            return -1;
        }
        int index = from >>> 6;
        long word = words.get(index) & (-1L << from);
        while (word == 0) {
            if (++index == words.length()) {
                return -1;
            }
            word = words.get(index);
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    /** The first grain at or after {@code from} that is no member, or -1. */
    public int nextAbsent(int from) {
        int at = from;
        while (at < size) {
            long absent = ~words.get(at >>> 6) & (-1L << at);
            if (absent != 0) {
                int found = (at & ~63) + Long.numberOfTrailingZeros(absent);
                return found < size ? found : -1;
            }
            at = (at & ~63) + 64;
        }
        return -1;
    }

    /** How many members there are. */
    public int count() {
        int count = 0;
        for (int i = 0; i < words.length(); i++) {
            count += Long.bitCount(words.get(i));
        }
        return count;
    }

    /** Whether there is no member. */
    public boolean isEmpty() {
        return next(0) < 0;
    }

    /** A copy that lives on by itself. */
    public GrainSet copy() {
        GrainSet copy = new GrainSet(size);
        copy.addAll(this);
        return copy;
    }

    /** 64 grains as one word, the lowest grain in the lowest bit. */
    long word(int index) {
        return words.get(index);
    }

    int wordCount() {
        return words.length();
    }
}
