package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.PairState;
import dev.trilith.emulator.engine.store.SlotLayout;
import dev.trilith.emulator.engine.volume.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How volumes are defined and pairs registered. Used under the orders lock. */
final class Definitions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern WORDS = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final int BLOCK_BYTES = 4096;
    private static final long MAX_BYTES = 1L << 43;

    private final Core core;
    private final Labels labels;
    private final Function<LegKey, Leg> newLeg;
    private final Consumer<Volume> onFailure;

    Definitions(
            Core core, Labels labels, Function<LegKey, Leg> newLeg, Consumer<Volume> onFailure) {
        this.core = core;
        this.labels = labels;
        this.newLeg = newLeg;
        this.onFailure = onFailure;
    }

    private EngineFault invalid(String what) {
        return core.fault(EngineFault.Code.INVALID_VALUE, what);
    }

    private EngineFault conflict(String what) {
        return core.fault(EngineFault.Code.CONFLICTING_DEFINITION, what);
    }

    private void checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    what
                            + " '"
                            + name
                            + "' is not 1 to 64 characters of A-Z a-z 0-9 . _ - that begin with a"
                            + " letter or a digit");
        }
    }

    void checkWord(String what, String word) {
        if (!WORDS.matcher(word).matches()) {
            throw invalid(what + " must be 1 to 128 printable characters without spaces");
        }
    }

    static Path file(Path data, VolumeDefinition volume) {
        return data.resolve("volumes").resolve(volume.port()).resolve(volume.lu() + ".img");
    }

    static Path bitmap(Path data, String pair) {
        return data.resolve("bitmaps").resolve(pair + ".bits");
    }

    void define(VolumeDefinition volume) {
        check(volume);
        VolumeAddress address = new VolumeAddress(core.config.name(), volume.port(), volume.lu());
        LogicalUnit known = core.tables.unit(address);
        if (known != null) {
            if (!known.volume().definition().equals(volume)) {
                throw conflict(
                        "volume "
                                + address
                                + " is defined already, with "
                                + words(known.volume().definition())
                                + "; a defined volume cannot be changed");
            }
            return;
        }
        Path path = file(core.config.data(), volume);
        FaultyFile file = null;
        boolean done = false;
        try {
            file = makeFile(path, volume);
            LogicalUnit unit =
                    new LogicalUnit(
                            new Volume(
                                    address,
                                    volume,
                                    file,
                                    ImageLabel.LIVE,
                                    onFailure,
                                    core.earlyFlush));
            core.tables
                    .change()
                    .label(unit, ImageLabel.LIVE)
                    .then(() -> core.tables.put(unit))
                    .commit();
            done = true;
        } catch (IOException e) {
            throw makeFault("volume " + address + " cannot be made", e);
        } finally {
            if (!done) {
                discard(file, path);
            }
        }
    }

    private static String words(VolumeDefinition volume) {
        return volume.sizeBytes()
                + " bytes on drive "
                + volume.drive()
                + (volume.storesManagementInformation()
                        ? " and a control region for records"
                        : " and no control region for records");
    }

    private void check(VolumeDefinition volume) {
        checkName("LU", volume.lu());
        if (!core.config.ports().contains(volume.port())) {
            throw invalid(
                    "there is no port '"
                            + volume.port()
                            + "'; the array's ports are "
                            + new TreeSet<>(core.config.ports()));
        }
        checkWord("drive", volume.drive());
        long size = volume.sizeBytes();
        if (size <= 0 || size % BLOCK_BYTES != 0 || size > MAX_BYTES) {
            throw invalid(
                    "the size of "
                            + volume.lu()
                            + " is "
                            + size
                            + " bytes; it must be a multiple of 4096, above 0, at most 8 TiB");
        }
        long least = SlotLayout.REGION_BYTES + BLOCK_BYTES;
        if (volume.storesManagementInformation() && size < least) {
            throw invalid(
                    "management volume "
                            + volume.lu()
                            + " needs at least "
                            + least
                            + " bytes: 512 KiB of them are its control region");
        }
    }

    private FaultyFile makeFile(Path path, VolumeDefinition volume) throws IOException {
        Disk disk = core.config.disk();
        Path folder = Objects.requireNonNull(path.getParent());
        disk.createDirectories(folder);
        // What a crash left of an earlier try must not show through as content.
        disk.delete(path);
        DiskFile file = disk.open(path);
        boolean done = false;
        try {
            file.resize(volume.sizeBytes());
            if (volume.storesManagementInformation()) {
                // Laid down now, so that a record is written in place and cannot find a full disk.
                file.write(0, ByteBuffer.allocateDirect(SlotLayout.REGION_BYTES));
            }
            file.force();
            disk.forceDirectory(folder);
            disk.forceDirectory(Objects.requireNonNull(folder.getParent()));
            done = true;
        } finally {
            if (!done) {
                file.close();
            }
        }
        return new FaultyFile(file);
    }

    private EngineFault makeFault(String what, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("No space left")) {
            return core.fault(EngineFault.Code.NO_SPACE, what, cause);
        }
        boolean large = reason.contains("File too large") || reason.contains("Invalid argument");
        return core.fault(
                large ? EngineFault.Code.INVALID_VALUE : EngineFault.Code.DISK_ERROR, what, cause);
    }

    private void discard(@Nullable FaultyFile file, Path path) {
        try {
            if (file != null) {
                file.close();
            }
            core.config.disk().delete(path);
        } catch (IOException e) {
            // The next try deletes it too; until then it only takes space.
            core.events.add(EventKind.DiskFailed, path + " is left over: " + e.getMessage());
        }
    }

    void register(PairDefinition pair, @Nullable String endpoint) {
        checkName("pair", pair.name());
        checkWord("group", pair.group());
        checkWord("leg", pair.leg());
        String peer = pair.internal() ? null : endpoint;
        if (peer != null && !core.transport.understands(peer)) {
            throw invalid("the other array's link '" + peer + "' is no host:port");
        }
        Pair known = core.tables.pair(pair.name());
        if (known != null) {
            if (!known.definition().equals(pair)) {
                throw conflict(
                        "pair "
                                + pair.name()
                                + " is registered already, as "
                                + known.definition()
                                + "; delete it first");
            }
            if (!Objects.equals(known.endpoint(), peer) && peer != null) {
                // The leg may be stopped at this moment, by the same move of the other array.
                core.tables.locked(() -> {
                    known.endpoint(peer);
                    core.tables.change().state(known, known.state()).commit();
                });
            }
            return;
        }
        if (!pair.internal() && peer == null) {
            throw invalid(
                    "pair " + pair.name() + " joins two arrays, so the other's link is needed");
        }
        LogicalUnit primary = local(pair.primary());
        LogicalUnit secondary = local(pair.secondary());
        checkPair(pair, primary, secondary);
        Leg leg = core.tables.leg(pair.key());
        create(pair, peer, primary, secondary, leg == null ? newLeg.apply(pair.key()) : leg);
    }

    private @Nullable LogicalUnit local(VolumeAddress address) {
        checkName("array", address.array());
        checkName("port", address.port());
        checkName("LU", address.lu());
        if (!address.array().equals(core.config.name())) {
            return null;
        }
        LogicalUnit unit = core.tables.unit(address);
        if (unit == null) {
            throw core.fault(
                    EngineFault.Code.NO_SUCH_VOLUME,
                    "there is no volume " + address + "; define it first");
        }
        return unit;
    }

    private void checkPair(
            PairDefinition pair, @Nullable LogicalUnit primary, @Nullable LogicalUnit secondary) {
        if (pair.primary().equals(pair.secondary())) {
            throw conflict(
                    "pair " + pair.name() + " would copy " + pair.primary() + " onto itself");
        }
        if (primary == null && secondary == null) {
            throw invalid("pair " + pair.name() + " has no volume of this array");
        }
        checkLeg(pair);
        Map<VolumeAddress, VolumeAddress> sources = new HashMap<>();
        for (Pair other : core.tables.pairs()) {
            PairDefinition known = other.definition();
            if (known.secondary().equals(pair.secondary())) {
                throw conflict(
                        pair.secondary()
                                + " is the secondary of pair "
                                + known.name()
                                + " already");
            }
            sources.put(known.secondary(), known.primary());
        }
        VolumeAddress at = pair.primary();
        while (at != null) {
            if (at.equals(pair.secondary())) {
                throw conflict(
                        "pair "
                                + pair.name()
                                + " closes a loop: "
                                + pair.primary()
                                + " is itself copied from "
                                + pair.secondary());
            }
            at = sources.get(at);
        }
        if (primary != null && secondary != null) {
            VolumeDefinition from = primary.volume().definition();
            VolumeDefinition to = secondary.volume().definition();
            if (from.sizeBytes() != to.sizeBytes()) {
                throw conflict(
                        "pair "
                                + pair.name()
                                + " joins unequal sizes: "
                                + from.sizeBytes()
                                + " and "
                                + to.sizeBytes()
                                + " bytes");
            }
            if (from.storesManagementInformation() != to.storesManagementInformation()) {
                throw conflict(
                        "pair " + pair.name() + " joins a management volume with one that is none");
            }
        }
    }

    private void checkLeg(PairDefinition pair) {
        Leg leg = core.tables.leg(pair.key());
        if (leg == null) {
            return;
        }
        PairDefinition other = leg.pairs().get(0).definition();
        boolean alike =
                other.primary().array().equals(pair.primary().array())
                        && other.secondary().array().equals(pair.secondary().array());
        if (!alike) {
            throw conflict("pair " + pair.name() + " joins other arrays than the rest of " + leg);
        }
    }

    private void create(
            PairDefinition pair,
            @Nullable String peer,
            @Nullable LogicalUnit primary,
            @Nullable LogicalUnit secondary,
            Leg leg) {
        Volume any = Objects.requireNonNull(primary == null ? secondary : primary).volume();
        Path path = bitmap(core.config.data(), pair.name());
        DifferenceMap map;
        try {
            Disk disk = core.config.disk();
            disk.createDirectories(Objects.requireNonNull(path.getParent()));
            disk.forceDirectory(core.config.data());
            map = DifferenceMap.create(disk, path, any.definition().sizeBytes(), any.skipBytes());
        } catch (IOException e) {
            throw makeFault("the bitmap of pair " + pair.name() + " cannot be made", e);
        }
        Pair made = new Pair(pair, leg, primary, secondary, map, peer, PairState.NEW);
        Change change = core.tables.change().state(made, PairState.NEW);
        if (secondary != null) {
            labels.put(change, secondary, ImageLabel.INCOMPLETE);
        }
        change.then(() -> core.tables.put(made)).commit();
        Gates.join(made);
        if (secondary != null) {
            labels.tellOthers(secondary);
        }
    }
}
