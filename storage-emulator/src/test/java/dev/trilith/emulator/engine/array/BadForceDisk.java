package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.device.ForwardingDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real disk on which files can be told to fail their forces: from when they are next opened, or
 * control memories at once.
 */
final class BadForceDisk extends ForwardingDisk {
    private static final DiskFault NO_FORCE =
            new DiskFault(false, false, true, false, Duration.ZERO);
    private final Set<String> bad = new HashSet<>();
    private final List<FaultyFile> journals = new CopyOnWriteArrayList<>();

    /** Files that are opened from now on fail if they bear one of these names. */
    void failForcesOf(String... names) {
        bad.clear();
        bad.addAll(Set.of(names));
    }

    /** Control memories that are open now fail. */
    void failJournalsNow() {
        journals.forEach(journal -> journal.set(NO_FORCE));
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        DiskFile file = super.open(path);
        if (path.getFileName().toString().startsWith("control.journal")) {
            FaultyFile journal = new FaultyFile(file);
            journals.add(journal);
            return journal;
        }
        if (!bad.contains(path.getFileName().toString())) {
            return file;
        }
        FaultyFile failing = new FaultyFile(file);
        failing.set(NO_FORCE);
        return failing;
    }
}
