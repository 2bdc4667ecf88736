package dev.trilith.cli.command;

import dev.trilith.cli.host.HostJournal;
import dev.trilith.cli.host.HostPlan;
import dev.trilith.cli.host.HostVolume;
import dev.trilith.cli.host.HostWriter;
import dev.trilith.cli.report.ReportFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes stamps until it is told to stop. */
@Command(
        name = "write",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes stamped blocks, each sent only when the one before is acknowledged.",
            "They go to the last mebibyte of each volume (an eighth of a small one), in turn. When a",
            "connection breaks it makes sure that nothing is missing and goes on; on volumes that hold",
            "stamps it goes on after the newest. Only one host may write to the same volumes."
        },
        footer = {
            "",
            "Examples:",
            "  trilith host write --volume 211a=nbd://127.0.0.1:10809/LU0",
            "  trilith host write --rate 500/s --count 10000 --log writes.jsonl \\",
            "      --volume 211a=nbd://array-2a.production.svc:10809/LU0 \\",
            "      --volume 211a-2=nbd://array-2a.production.svc:10809/LU2",
            "",
            "Exit codes: 0 all was written; a signal that stops it is no failure: it ends the write in",
            "flight and flushes before it goes; 1 the volumes lost writes, or --log could no longer be",
            "written; 2 wrong arguments, other volumes or another run than what is there for one, and",
            "nothing was written; 3 nothing was acknowledged --within the time."
        })
final class HostWriteCommand implements Callable<Integer> {
    private static final Duration LAST_WRITE_LIMIT = Duration.ofSeconds(3);

    @Option(
            names = "--volume",
            required = true,
            paramLabel = "NAME=URI",
            converter = HostVolumeConverter.class,
            description = "A volume, as NAME=nbd://HOST:PORT/LU; once for each.")
    private List<HostVolume> volumes = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            defaultValue = "100/s",
            converter = RateConverter.class,
            description = "The most writes in a second (default: ${DEFAULT-VALUE}).")
    private Integer rate = 100;

    @Option(names = "--count", paramLabel = "N", description = "Stop after N writes.")
    private @Nullable Long count;

    @Option(
            names = "--until-signal",
            description = "Stop at SIGTERM or Ctrl-C only; this is the default.")
    private boolean untilSignal;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = DurationConverter.class,
            description =
                    "Give up when nothing was acknowledged for so long, with exit code 3 (default: try"
                            + " for ever).")
    private Duration within = Duration.ZERO;

    @Option(
            names = "--run-id",
            paramLabel = "ID",
            description =
                    "A UUID, or any word: the run to begin or to go on with (default: the one on the"
                            + " volumes, or a new one).")
    private @Nullable String runId;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            description =
                    "Append what is acknowledged to FILE each second, one JSON object a line.")
    private @Nullable Path log;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        ReportFile.checkAppend("the journal", log);
        HostWriter writer = new HostWriter(plan(command), new HostJournal(command.getOut(), log));
        FutureTask<Long> writes = new FutureTask<>(writer::run);
        Thread thread = Thread.ofPlatform().daemon().name("host").unstarted(writes);
        return Interruption.allowedIn(
                () -> {
                    thread.start();
                    return ended(writes);
                },
                () -> {
                    end(writer, thread);
                    return CommandLine.ExitCode.OK;
                });
    }

    private HostPlan plan(CommandLine command) {
        try {
            if (untilSignal && count != null) {
                throw new IllegalArgumentException("--until-signal and --count exclude each other");
            }
            if (count != null && count == 0) {
                throw new IllegalArgumentException("a host sends at least one write, not 0");
            }
            return new HostPlan(volumes, rate, count == null ? 0 : count, run(), within);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable UUID run() {
        String word = runId;
        if (word == null) {
            return null;
        }
        try {
            return UUID.fromString(word);
        } catch (IllegalArgumentException noUuid) {
            return UUID.nameUUIDFromBytes(word.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static int ended(FutureTask<Long> writes) throws Exception {
        try {
            writes.get();
            return CommandLine.ExitCode.OK;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void end(HostWriter writer, Thread thread) {
        writer.stop();
        try {
            if (!thread.join(LAST_WRITE_LIMIT)) {
                writer.cut();
                thread.join(LAST_WRITE_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
