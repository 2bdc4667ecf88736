package dev.trilith.core.record;

/**
 * The state of one leg as a record keeps it.
 *
 * @param id the leg, for example {@code H1}
 * @param word its state in the words of table 600
 * @param lost whether the leg's array was lost: the word is then the last one known
 */
public record LegRecord(String id, CopyWord word, boolean lost) {
    @Override
    public String toString() {
        return id + " " + word + (lost ? " (lost)" : "");
    }
}
