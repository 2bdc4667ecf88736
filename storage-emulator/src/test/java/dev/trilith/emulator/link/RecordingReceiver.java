package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegReceiver;
import dev.trilith.emulator.engine.remote.LegReply;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that notes what it is asked and answers at once. */
final class RecordingReceiver implements LegReceiver {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<LegCommand> commands = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> down = new CompletableFuture<>();

    /** What carrying out a command does beside. */
    volatile Runnable beside = () -> {};

    @Override
    public void write(
            int pair, long offset, ByteBuffer data, boolean fua, long ticket, Answers answers) {
        heard.add("write " + pair + " " + offset + " " + text(data) + (fua ? " fua" : ""));
        if (offset == 666) {
            answers.refused(ticket, new EngineFault(EngineFault.Code.DISK_ERROR, "no good"));
        } else {
            answers.done(ticket);
        }
    }

    @Override
    public void zeroes(
            int pair,
            long offset,
            int length,
            boolean holes,
            boolean fua,
            long ticket,
            Answers answers) {
        heard.add("zeroes " + pair + " " + offset + " " + length + " " + holes + " " + fua);
        answers.done(ticket);
    }

    @Override
    public void copy(int pair, long offset, ByteBuffer data, long ticket, Answers answers) {
        heard.add("copy " + pair + " " + offset + " " + data.remaining());
        answers.done(ticket);
    }

    @Override
    public void zero(int pair, long offset, int length, long ticket, Answers answers) {
        heard.add("zero " + pair + " " + offset + " " + length);
        answers.done(ticket);
    }

    @Override
    public void flush(int pair, long ticket, Answers answers) {
        heard.add("flush " + pair);
        answers.done(ticket);
    }

    @Override
    public LegReply command(LegCommand command) {
        commands.add(command);
        beside.run();
        if (command instanceof LegCommand.Freeze) {
            throw new EngineFault(EngineFault.Code.OLD_TERM, "term 1 is over");
        }
        return new LegReply.Done(Cut.NONE);
    }

    @Override
    public void down(String why) {
        down.complete(why);
    }

    private static String text(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }
}
