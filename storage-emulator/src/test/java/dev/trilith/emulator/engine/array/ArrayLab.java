package dev.trilith.emulator.engine.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView.PairView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Fence;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.HostVolume;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.Order;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.Threads;
import dev.trilith.emulator.link.TcpLinkTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Up to three arrays in one process, linked over TCP, with orders in short form. */
final class ArrayLab implements AutoCloseable {
    static final int BLOCK = 4096;
    static final int GRAIN = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final Map<String, ArrayEngine> arrays = new TreeMap<>();
    private final AtomicLong commands = new AtomicLong();
    private String boot = "boot-1";
    private @Nullable Disk disk;
    private @Nullable Threads threads;
    private long levelledBytes = ArrayConfig.LEVELLED_BYTES;

    ArrayLab(Path folder) {
        this.folder = folder;
    }

    /** From the next start on the machine is another run of itself. */
    void rebootMachine() {
        boot = boot + "+";
    }

    /** Arrays that start from now on keep their files on this disk. */
    void disk(Disk other) {
        disk = other;
    }

    /** Arrays that start from now on run on these threads. */
    void threads(Threads others) {
        threads = others;
    }

    /** Arrays that start from now on level at most so much in a start. */
    void levelledBytes(long most) {
        levelledBytes = most;
    }

    ArrayEngine start(String name) {
        ArrayConfig real =
                ArrayConfig.of(name, folder.resolve(name), Set.of("201" + name, "202" + name));
        String run = boot;
        ArrayConfig config =
                new ArrayConfig(
                        real.name(),
                        real.data(),
                        real.ports(),
                        real.clock(),
                        real.random(),
                        disk == null ? real.disk() : disk,
                        () -> run,
                        threads == null ? real.threads() : threads,
                        levelledBytes,
                        ArrayConfig.EARLY_FLUSH_BYTES);
        try {
            ArrayEngine engine = EmulatedArray.open(config, new TcpLinkTransport("127.0.0.1", 0));
            arrays.put(name, engine);
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ArrayEngine get(String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    void stop(String name) {
        get(name).close();
        arrays.remove(name);
    }

    /** Leaves of an array what a crash at this instant would leave, and starts it on that. */
    ArrayEngine crash(String name) {
        return crash(name, left -> {});
    }

    /** The same, with something else left in the array's folder. */
    ArrayEngine crash(String name, Consumer<Path> other) {
        Path left = folder.resolve("left-of-" + name);
        copy(folder.resolve(name), left);
        other.accept(left);
        stop(name);
        try {
            Files.move(
                    folder.resolve(name), folder.resolve(name + "-" + commands.incrementAndGet()));
            Files.move(left, folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(name);
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    VolumeAddress address(String array, int port, String lu) {
        return new VolumeAddress(array, "20" + port + array, lu);
    }

    VolumeAddress define(String array, int port, String lu, long bytes) {
        VolumeAddress address = address(array, port, lu);
        get(array)
                .defineVolume(
                        new VolumeDefinition(address.port(), lu, "drive-" + lu, bytes, false));
        return address;
    }

    VolumeAddress defineManagement(String array, int port, String lu, long bytes) {
        VolumeAddress address = address(array, port, lu);
        get(array)
                .defineVolume(new VolumeDefinition(address.port(), lu, "drive-" + lu, bytes, true));
        return address;
    }

    void pair(String name, String group, VolumeAddress from, VolumeAddress to) {
        boolean internal = from.array().equals(to.array());
        String leg = internal ? from.array() : from.array() + "->" + to.array();
        PairDefinition pair = new PairDefinition(name, group, leg, from, to);
        get(from.array()).registerPair(pair, internal ? null : get(to.array()).linkEndpoint());
        if (!internal) {
            get(to.array()).registerPair(pair, get(from.array()).linkEndpoint());
        }
    }

    void sealAll(String group, long term) {
        arrays.values().forEach(a -> a.seal(group, term, "test"));
    }

    Fence fence(String group, String leg) {
        return fence(group, leg, 1);
    }

    Fence fence(String group, String leg, long term) {
        return new Fence(group, leg, term, 1, "c" + commands.incrementAndGet());
    }

    void resync(String array, String group, String leg) {
        get(array).order(new Order.Resync(fence(group, leg), null));
    }

    void run(String array, String group, String leg) {
        resync(array, group, leg);
        awaitStatus(array, group, leg, PairStatus.PAIR);
    }

    void suspend(String array, String group, String leg) {
        get(array).order(new Order.Suspend(fence(group, leg)));
    }

    void split(String array, String group, @Nullable Long cycle) {
        get(array).order(new Order.Split(fence(group, array), cycle));
    }

    void freeze(String array, String group, String leg, long cycle, FreezeMode mode) {
        get(array).order(new Order.Freeze(fence(group, leg), cycle, mode, Duration.ofSeconds(20)));
    }

    void resume(String array, String group, String leg, long cycle) {
        get(array).order(new Order.Resume(fence(group, leg), cycle));
    }

    List<PairView> leg(String array, String group, String leg) {
        return get(array).view().pairs().stream()
                .filter(p -> p.definition().key().equals(new LegKey(group, leg)))
                .toList();
    }

    void awaitStatus(String array, String group, String leg, PairStatus status) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() ->
                        assertThat(leg(array, group, leg))
                                .isNotEmpty()
                                .allMatch(p -> p.status() == status));
    }

    HostVolume host(VolumeAddress at) {
        return get(at.array()).host(at.port(), at.lu()).orElseThrow();
    }

    ImageLabel label(VolumeAddress at) {
        return get(at.array()).view().volumes().stream()
                .filter(v -> v.definition().port().equals(at.port()))
                .filter(v -> v.definition().lu().equals(at.lu()))
                .findFirst()
                .orElseThrow()
                .image();
    }

    Cut cut(VolumeAddress at) {
        return Objects.requireNonNull(label(at).cut(), () -> at + " is " + label(at));
    }

    void write(VolumeAddress at, long offset, int length, int value) {
        ByteBuffer data = ByteBuffer.allocateDirect(length);
        while (data.hasRemaining()) {
            data.put((byte) value);
        }
        host(at).write(offset, data.flip(), false);
    }

    void write(VolumeAddress at, int block, int value) {
        write(at, (long) block * BLOCK, BLOCK, value);
    }

    byte[] read(VolumeAddress at, long offset, int length) {
        ByteBuffer data = ByteBuffer.allocate(length);
        host(at).read(offset, data);
        return data.array();
    }

    int value(VolumeAddress at, int block) {
        byte[] bytes = read(at, (long) block * BLOCK, BLOCK);
        for (byte one : bytes) {
            assertThat(one).as("a block is of one value").isEqualTo(bytes[0]);
        }
        return bytes[0];
    }

    byte[] all(VolumeAddress at) {
        return read(at, 0, (int) host(at).sizeBytes());
    }

    EngineFault.@Nullable Code refusal(ThrowingCallable call) {
        EngineFault fault = catchThrowableOfType(EngineFault.class, call);
        return fault == null ? null : fault.code();
    }

    @Override
    public void close() {
        arrays.values().forEach(ArrayEngine::close);
    }
}
