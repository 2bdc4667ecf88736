package dev.trilith.simulation.enumeration;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What happens in a run, and during which part of it places of a blow are counted. */
enum Scenario {
    /** The initial copies of everything and the first pass. */
    FIRST_PASS {
        @Override
        void play(Run run) {
            run.watch();
            run.begin();
            run.untilPasses(1);
        }
    },

    /** A pass that copies differences. */
    LATER_PASS {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.watch();
            run.untilPasses(2);
        }
    },

    /** The user pauses in the middle of a pass, and later lets it go on. */
    PAUSE_RESUME {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.watch();
            run.untilStep("1115");
            run.pauseAndGoOn();
            run.untilPasses(run.passes() + 1);
        }
    },

    /** The first link is cut during a pass, and joined. */
    FIRST_LINK_CUT {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.watch();
            run.untilStep("1110");
            run.cutAndJoin(0, 1);
            run.untilPasses(run.passes() + 1);
        }
    },

    /** The second link is cut while the image travels over it, and joined. */
    SECOND_LINK_CUT {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.watch();
            run.untilStep("1130");
            run.cutAndJoin(1, 2);
            run.untilPasses(run.passes() + 1);
        }
    },

    /** Production is lost between two passes. */
    RECOVERY_AT_REST {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.watch();
            run.lose(Set.of(0));
        }
    },

    /** Production is lost under the freeze. */
    PRODUCTION_LOST_FROZEN {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.untilStep("1120");
            run.watch();
            run.lose(Set.of(0));
        }
    },

    /** Production is lost while the image travels on. */
    PRODUCTION_LOST {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.untilStep("1130");
            run.watch();
            run.lose(Set.of(0));
        }
    },

    /** Production and its neighbour are lost while the image travels on. */
    REGION_LOST {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.untilStep("1130");
            run.watch();
            run.lose(Set.of(0, 1));
        }
    },

    /** The last site is lost during a pass; later production too. */
    REMOTE_LOST {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.untilStep("1115");
            run.watch();
            run.lose(Set.of(run.sites() - 1));
        }
    },

    /** The second site is lost during a pass; later production too. */
    LOCAL_LOST {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.untilStep("1115");
            run.watch();
            run.lose(Set.of(1));
        }
    },

    /** While production is being recovered the second site is lost too. */
    LOST_IN_RECOVERY {
        @Override
        void play(Run run) {
            run.afterFirstPass();
            run.untilStep("1115");
            run.watch();
            run.lose(Set.of(0));
            run.untilStep("R121");
            run.rest(20);
            run.lose(Set.of(1));
        }
    };

    /** Those in which production alone is lost, and recovered from the first place on. */
    static final List<Scenario> RECOVERIES =
            List.of(RECOVERY_AT_REST, PRODUCTION_LOST_FROZEN, PRODUCTION_LOST);

    /** Lives it. */
    abstract void play(Run run);

    /** Its name on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Scenario named(String word) {
        return Arrays.stream(values())
                .filter(s -> s.word().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no scenario is called \""
                                        + word
                                        + "\"; there are "
                                        + Arrays.stream(values())
                                                .map(Scenario::word)
                                                .collect(Collectors.joining(", "))));
    }
}
