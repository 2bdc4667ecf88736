package dev.trilith.core.cycle;

import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.step.ChainView;
import dev.trilith.core.step.LegView;
import java.util.function.Predicate;

/** Whether the arrays show the terminal state of a step. */
final class TerminalState {
    private TerminalState() {}

    static boolean reached(CopyCycleStep step, ChainView view) {
        return switch (step) {
            case RUN_FIRST_LEG ->
                    view.remote(1).paired()
                            && onward(view, TerminalState::stopped)
                            && internal(view, TerminalState::stopped);
            case RESYNC_INTERNAL -> view.internal(1).paired() && internal(view, l -> !l.copying());
            case FREEZE -> view.remote(1).frozen();
            case SPLIT -> internal(view, TerminalState::stopped);
            case RESUME -> view.remote(1).paired();
            case RUN_ONWARD -> onward(view, l -> !l.copying()) && arrived(view);
            case SUSPEND_ONWARD -> onward(view, TerminalState::stopped);
        };
    }

    private static boolean stopped(LegView leg) {
        return leg.status() != null && !leg.active() && !leg.frozen();
    }

    /** Whether the second site's image has reached the third, if there is a third. */
    private static boolean arrived(ChainView view) {
        return view.chain().length() < 2 || view.landing(2).sameStill(view.source(2));
    }

    private static boolean internal(ChainView view, Predicate<LegView> test) {
        for (int number = 1; number <= view.chain().length(); number++) {
            if (!test.test(view.internal(number))) {
                return false;
            }
        }
        return true;
    }

    private static boolean onward(ChainView view, Predicate<LegView> test) {
        for (int number = 2; number <= view.chain().length(); number++) {
            if (!test.test(view.remote(number))) {
                return false;
            }
        }
        return true;
    }
}
