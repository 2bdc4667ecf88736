package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Tells one run of the machine from the next by the kernel's boot id. */
public final class MachineBoot implements Supplier<String> {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    @Override
    public String get() {
        try {
            return Files.readString(BOOT_ID, StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read "
                            + BOOT_ID
                            + ", so it cannot be told whether the machine was restarted since this"
                            + " array last ran",
                    e);
        }
    }
}
