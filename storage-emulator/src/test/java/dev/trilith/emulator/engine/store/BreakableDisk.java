package dev.trilith.emulator.engine.store;

import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.device.ForwardingDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real disk that can be told to run full for new files, to lose names, or to fail at forces. */
final class BreakableDisk extends ForwardingDisk {
    boolean fullForNewFiles;
    boolean directoryFails;
    boolean knowsNoSecondNames;
    private final List<FaultyFile> opened = new ArrayList<>();

    /** Whether a force of a file that is open now fails. */
    void forcesFail(boolean fail) {
        DiskFault fault = new DiskFault(false, false, fail, false, Duration.ZERO);
        opened.forEach(file -> file.set(fault));
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        if (fullForNewFiles && !exists(path)) {
            throw new IOException("No space left on device");
        }
        FaultyFile file = new FaultyFile(super.open(path));
        opened.add(file);
        return file;
    }

    @Override
    public void link(Path existing, Path second) throws IOException {
        if (knowsNoSecondNames) {
            throw new UnsupportedOperationException("no second names");
        }
        super.link(existing, second);
    }

    @Override
    public void forceDirectory(Path path) throws IOException {
        if (directoryFails) {
            throw new IOException("Input/output error");
        }
        super.forceDirectory(path);
    }
}
