package dev.trilith.cli.terminal;

import dev.trilith.cli.scenario.RunView;
import dev.trilith.core.cycle.CycleMoment;
import dev.trilith.core.recovery.RecoveryMoment;
import dev.trilith.core.step.Boundary;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Writes a run's progress line by line, each with the seconds since the start; on a terminal the
 * last line also shows what goes on right now. Safe for use by many threads.
 */
public final class ConsoleView implements RunView {
    /** The system property that the launcher sets if stdout is a terminal. */
    public static final String TERMINAL_PROPERTY = "trilith.terminal";

    private static final String ERASE_LINE = "\r\u001b[K";

    /** A line that wraps cannot be overwritten, so what is too long for the terminal is cut off. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintWriter out;
    private final boolean terminal;
    private final long startedNanos = System.nanoTime();
    private String position = "";
    private String load = "";

    /**
     * A view.
     *
     * @param out where to write
     * @param terminal whether a line can be overwritten
     */
    public ConsoleView(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A view that overwrites lines where the launcher says that {@code out} is a terminal. */
    public static ConsoleView of(PrintWriter out) {
        return new ConsoleView(out, Boolean.getBoolean(TERMINAL_PROPERTY));
    }

    @Override
    public synchronized void stage(String sentence) {
        line("== " + sentence);
    }

    @Override
    public synchronized void note(String sentence) {
        line("   " + sentence);
    }

    @Override
    public synchronized void cycle(CycleMoment moment) {
        position = "cycle " + moment.cycle() + ", step " + moment.step() + " " + word(moment);
        if (moment.boundary() == Boundary.DONE_WRITTEN) {
            line("   " + CycleLine.of(moment));
        } else {
            now();
        }
    }

    @Override
    public synchronized void recovery(RecoveryMoment moment) {
        position = "recovery, step " + moment.step() + " " + moment.action();
        if (moment.boundary() == Boundary.TERMINAL_SEEN) {
            line("   R121 " + moment.step() + "  " + moment.action());
        } else {
            now();
        }
    }

    @Override
    public synchronized void load(long written, long acknowledged) {
        load = "%,d writes sent, %,d acknowledged".formatted(written, acknowledged);
        now();
    }

    /** Ends the line that is overwritten. */
    public synchronized void end() {
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private void line(String text) {
        double seconds = (System.nanoTime() - startedNanos) / 1e9;
        if (terminal) {
            out.print(ERASE_LINE);
        }
        out.printf(Locale.ROOT, "%6.2fs %s%n", seconds, text);
        now();
        out.flush();
    }

    private void now() {
        if (terminal) {
            out.print(ERASE_LINE);
            String both = position.isEmpty() || load.isEmpty() ? "" : "; ";
            out.print(WRAP_OFF + "   ... " + position + both + load + WRAP_ON);
            out.flush();
        }
    }

    private static String word(CycleMoment moment) {
        return switch (moment.boundary()) {
            case BEFORE_INTENT -> "decided";
            case INTENT_WRITTEN -> "announced in every site";
            case ORDERED -> "ordered";
            case TERMINAL_SEEN -> "seen complete";
            case DONE_WRITTEN -> "recorded in every site";
        };
    }
}
