package dev.trilith.emulator.nbd;

import java.io.IOException;

/** FLUSH. */
final class FlushCommand {
    private final Answers answers;
    private final FlushHabit habit;

    FlushCommand(Answers answers, FlushHabit habit) {
        this.answers = answers;
        this.habit = habit;
    }

    /** For the thread that holds the turn to receive. */
    Commands.Work take(Request request) throws IOException {
        if (request.hasFlagsBut(0) || request.offset() != 0 || request.length() != 0) {
            return answers.refuse(request, NbdError.EINVAL);
        }
        habit.flushed();
        return () -> answers.carryOut(request, answers.volume()::flush);
    }
}
