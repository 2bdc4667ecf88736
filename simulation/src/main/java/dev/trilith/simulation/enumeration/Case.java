package dev.trilith.simulation.enumeration;

import dev.trilith.core.array.FreezeMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run: a scenario, a chain, and what falls where.
 *
 * @param scenario what happens without it
 * @param sites sites of the chain
 * @param mode what host writes do during the freeze
 * @param strikes in the order in which they fall
 */
record Case(Scenario scenario, int sites, FreezeMode mode, List<Strike> strikes) {
    Case {
        strikes = List.copyOf(strikes);
    }

    /** The same with one more blow behind. */
    Case and(Strike strike) {
        List<Strike> more = new ArrayList<>(strikes);
        more.add(strike);
        return new Case(scenario, sites, mode, more);
    }

    /** For {@link #parse}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scenario.word()).append('/').append(sites);
        if (mode == FreezeMode.GO) {
            text.append("/go");
        }
        strikes.forEach(s -> text.append(':').append(s));
        return text.toString();
    }

    /** Reads {@code SCENARIO/SITES[/go]:INDEX:BOUNDARY[=BLOW][:INDEX:BOUNDARY[=BLOW]]}. */
    static Case parse(String text) {
        String[] words = text.split(":", -1);
        String[] head = words[0].split("/", -1);
        if (words.length % 2 == 0 || head.length > 3) {
            throw new IllegalArgumentException(
                    "\""
                            + text
                            + "\" is not SCENARIO/SITES:INDEX:BOUNDARY, for example"
                            + " later-pass/3:17:AFTER_COMMIT");
        }
        int sites = head.length > 1 ? Integer.parseInt(head[1]) : 3;
        boolean go = head.length > 2 && head[2].toLowerCase(Locale.ROOT).equals("go");
        List<Strike> strikes = new ArrayList<>();
        for (int i = 1; i < words.length; i += 2) {
            strikes.add(Strike.parse(words[i], words[i + 1]));
        }
        return new Case(
                Scenario.named(head[0]), sites, go ? FreezeMode.GO : FreezeMode.HOLD, strikes);
    }
}
