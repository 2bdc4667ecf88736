package dev.trilith.cli.command;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.nbd.NbdClient;
import dev.trilith.cli.nbd.NbdUri;
import dev.trilith.cli.table.RecordText;
import dev.trilith.cli.table.SettledSlots;
import dev.trilith.emulator.engine.store.SlotLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the record from a management volume and prints it. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads both slots of a management volume and prints the newest record as table 600, with",
            "everything else that it says."
        },
        footer = {
            "",
            "Examples:",
            "  trilith record show nbd://127.0.0.1:10809/LU1",
            "  trilith record show --raw volume.img",
            "",
            "Exit code 1 if no slot holds a whole record, or the volume cannot be read."
        })
final class RecordShowCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Parameters(
            paramLabel = "VOLUME",
            description = "A file with a volume's bytes, or an nbd:// URI.")
    private String volume = "";

    @Option(names = "--raw", description = "Print the newest record's text as it lies there.")
    private boolean raw;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        RecordText text = new RecordText(slots());
        (raw ? text.raw() : text.lines()).forEach(out::println);
        out.flush();
        return text.readable() ? 0 : 1;
    }

    private List<SlotLayout.Slot> slots() {
        try {
            if (volume.contains("://") && !volume.startsWith("nbd:")) {
                throw CliFailure.ofArgument(
                        volume + " is neither a file nor an export: write nbd://HOST:PORT/LU");
            }
            return volume.startsWith("nbd:") ? overNbd(uri()) : inFile(Path.of(volume));
        } catch (IOException e) {
            throw new CliFailure("cannot read " + volume + ": " + e.getMessage(), e);
        }
    }

    private NbdUri uri() {
        try {
            return NbdUri.parse(volume);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static List<SlotLayout.Slot> overNbd(NbdUri uri) throws IOException {
        try (NbdClient client = NbdClient.connect(uri, LIMIT)) {
            checkLength(uri.toString(), client.sizeBytes());
            return SettledSlots.read(client::read);
        }
    }

    private static List<SlotLayout.Slot> inFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CliFailure.ofArgument(
                    file + (Files.exists(file) ? " is not a file." : " is not there."));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            checkLength(file.toString(), channel.size());
            return SettledSlots.read((offset, target) -> readFully(channel, offset, target));
        }
    }

    private static void readFully(FileChannel channel, long offset, ByteBuffer target)
            throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            int length = channel.read(target, at);
            if (length < 0) {
                throw new IOException("the file ends at byte " + at);
            }
            at += length;
        }
    }

    private static void checkLength(String what, long bytes) {
        if (bytes < SlotLayout.REGION_BYTES) {
            throw new CliFailure(
                    what
                            + " has "
                            + bytes
                            + " bytes, less than the control region of a management volume ("
                            + SlotLayout.REGION_BYTES
                            + ").");
        }
    }
}
