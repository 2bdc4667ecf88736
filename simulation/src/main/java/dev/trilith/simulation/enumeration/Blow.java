package dev.trilith.simulation.enumeration;

import dev.trilith.simulation.oracle.Layout;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What falls at a place. */
sealed interface Blow {
    /** The program dies and is started again. */
    record Crash() implements Blow {
        @Override
        public String toString() {
            return "crash";
        }
    }

    /** The process of the array that is asked dies and is started again. */
    record Kill() implements Blow {
        @Override
        public String toString() {
            return "kill";
        }
    }

    /**
     * Sites are lost for good.
     *
     * @param sites their numbers, 0 is production
     */
    record Lose(Set<Integer> sites) implements Blow {
        public Lose {
            sites = Set.copyOf(sites);
        }

        @Override
        public String toString() {
            return new TreeSet<>(sites)
                    .stream().map(Layout::array).collect(Collectors.joining("+", "lose-", ""));
        }
    }

    /** Reads what {@code toString} wrote. */
    static Blow parse(String text) {
        if (text.equals("crash")) {
            return new Crash();
        }
        if (text.equals("kill")) {
            return new Kill();
        }
        if (!text.matches("lose-2[a-e](\\+2[a-e])*")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is neither crash, kill nor, for example, lose-2a+2b");
        }
        Set<Integer> sites = new TreeSet<>();
        for (String array : text.substring(5).split("\\+", -1)) {
            sites.add(Layout.site(array));
        }
        return new Lose(sites);
    }
}
