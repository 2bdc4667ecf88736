package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.FileDisk;
import dev.trilith.emulator.engine.device.MachineBoot;
import dev.trilith.emulator.engine.device.MachineThreads;
import dev.trilith.emulator.engine.device.Threads;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What an array is opened with.
 *
 * @param name the array's name, for example {@code 2a}; the data directory belongs to it for ever
 * @param data the data directory; made if it is missing
 * @param ports the names of the array's ports, at least one
 * @param clock for cuts and events
 * @param random for the identities of copies
 * @param disk the file system under {@code data}
 * @param boot identity of the machine's run: differs after the machine, and with it the page cache,
 *     was lost
 * @param threads what its work runs on
 * @param levelledBytes a start copies at most so much to an internal copy that its process left in
 *     step; 0 or more
 * @param earlyFlushBytes after so many bytes of long writes to a volume they begin to be made
 *     durable, though nobody has asked for it; at least 1
 */
public record ArrayConfig(
        String name,
        Path data,
        Set<String> ports,
        InstantSource clock,
        RandomGenerator random,
        Disk disk,
        Supplier<String> boot,
        Threads threads,
        long levelledBytes,
        long earlyFlushBytes) {
    /** So little that the last piece takes a few milliseconds, so much that a flush is worth it. */
    public static final long EARLY_FLUSH_BYTES = 4L << 20;

    /** A start does not wait for more: the secondary is no image then, its primary is one. */
    public static final long LEVELLED_BYTES = 8L << 30;

    public ArrayConfig {
        ports = Set.copyOf(ports);
    }

    /** An array on this machine's clock and file system. */
    public static ArrayConfig of(String name, Path data, Set<String> ports) {
        return new ArrayConfig(
                name,
                data,
                ports,
                InstantSource.system(),
                new SecureRandom(),
                new FileDisk(),
                new MachineBoot(),
                MachineThreads.HERE,
                LEVELLED_BYTES,
                EARLY_FLUSH_BYTES);
    }
}
