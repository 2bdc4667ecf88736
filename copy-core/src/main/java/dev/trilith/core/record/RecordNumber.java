package dev.trilith.core.record;

import java.util.Comparator;

/**
 * A record's place in the order of records: newest is highest (term, cycle, sequence).
 *
 * @param term the fencing number of the writer
 * @param cycle the pass
 * @param sequence counts the records of a term
 */
public record RecordNumber(long term, long cycle, long sequence)
        implements Comparable<RecordNumber> {
    private static final Comparator<RecordNumber> BY_AGE =
            Comparator.comparingLong(RecordNumber::term)
                    .thenComparingLong(RecordNumber::cycle)
                    .thenComparingLong(RecordNumber::sequence);

    @Override
    public int compareTo(RecordNumber other) {
        return BY_AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return "term " + term + " cycle " + cycle + " sequence " + sequence;
    }
}
