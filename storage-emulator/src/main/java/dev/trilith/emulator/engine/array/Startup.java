package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.PeerGrant;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.bitmap.DifferenceMap;
import dev.trilith.emulator.engine.bitmap.GrainSet;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.pair.Leg;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import dev.trilith.emulator.engine.pair.Pair;
import dev.trilith.emulator.engine.pair.WritePath;
import dev.trilith.emulator.engine.store.ControlMemory;
import dev.trilith.emulator.engine.volume.EarlyFlush;
import dev.trilith.emulator.engine.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads what the array was when it stopped, and settles what was in motion. */
final class Startup {
    /** A gigabyte. */
    private static final int GRAINS_AT_ONCE = 16_384;

    static final String NAME = "name";
    static final String BOOT = "boot";
    static final String LOSSES = "losses";

    private final ArrayConfig config;
    private final ControlMemory memory;
    private final Tables tables;
    private final EventLog events;
    private final SortedMap<String, byte[]> meta;
    private final String boot;
    private final boolean machineRestarted;

    Startup(ArrayConfig config, ControlMemory memory, EventLog events) throws IOException {
        this.config = config;
        this.memory = memory;
        memory.onLoss(why -> config.threads().die("array " + config.name() + ": " + why));
        this.tables = new Tables(memory);
        this.events = events;
        this.meta = memory.table(RowCodec.META);
        this.boot = config.boot().get();
        byte[] before = meta.get(BOOT);
        this.machineRestarted = before != null && !RowCodec.text(before).equals(boot);
        checkName();
    }

    private void checkName() throws IOException {
        byte[] name = meta.get(NAME);
        if (name == null) {
            tables.change().row(RowCodec.META, NAME, RowCodec.text(config.name())).commit();
        } else if (!RowCodec.text(name).equals(config.name())) {
            throw new EngineFault(
                    EngineFault.Code.CONFLICTING_DEFINITION,
                    "the data directory "
                            + config.data()
                            + " belongs to array "
                            + RowCodec.text(name)
                            + ", not to "
                            + config.name()
                            + "; name that array or give another directory");
        }
    }

    Tables tables() {
        return tables;
    }

    /** The machine's run, and how often a disk had lost data before this start. */
    String continuity() throws IOException {
        byte[] losses = meta.get(LOSSES);
        return boot + ":" + (losses == null ? "0" : RowCodec.text(losses));
    }

    /** Reads the rows into the tables. */
    void load(EarlyFlush early, Consumer<Volume> onFailure, Function<LegKey, Leg> newLeg)
            throws IOException {
        for (byte[] row : memory.table(RowCodec.VOLUMES).values()) {
            RowCodec.VolumeRow read = RowCodec.volume(row);
            tables.put(new LogicalUnit(volume(read, early, onFailure)));
        }
        for (byte[] row : memory.table(RowCodec.PAIRS).values()) {
            RowCodec.PairRow read = RowCodec.pair(row);
            Leg known = tables.leg(read.definition().key());
            tables.put(pair(read, known == null ? newLeg.apply(read.definition().key()) : known));
        }
        for (byte[] row : memory.table(RowCodec.FENCES).values()) {
            tables.putFence(RowCodec.fence(row));
        }
        for (Map.Entry<String, byte[]> row : memory.table(RowCodec.NEWEST).entrySet()) {
            tables.putNewest(row.getKey(), RowCodec.cut(row.getValue()));
        }
        Map<String, RowCodec.Answer> answers = new HashMap<>();
        for (Map.Entry<String, byte[]> row : memory.table(RowCodec.ANSWERS).entrySet()) {
            answers.put(row.getKey(), RowCodec.answer(row.getValue()));
        }
        answers.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> e.getValue().number()))
                .forEach(e -> tables.putAnswer(e.getKey(), e.getValue()));
        tables.pairs().forEach(Gates::join);
    }

    /** What the owner had granted. */
    List<PeerGrant> grants() throws IOException {
        List<PeerGrant> grants = new ArrayList<>();
        for (byte[] row : memory.table(RowCodec.GRANTS).values()) {
            grants.add(RowCodec.grant(row));
        }
        return grants;
    }

    private Volume volume(RowCodec.VolumeRow row, EarlyFlush early, Consumer<Volume> onFailure)
            throws IOException {
        VolumeDefinition definition = row.definition();
        VolumeAddress address =
                new VolumeAddress(config.name(), definition.port(), definition.lu());
        Path path = Definitions.file(config.data(), definition);
        if (!config.disk().exists(path)) {
            throw new IOException("the file of volume " + address + " is missing: " + path);
        }
        FaultyFile file = new FaultyFile(config.disk().open(path));
        if (file.size() != definition.sizeBytes()) {
            throw new IOException(
                    path
                            + " has "
                            + file.size()
                            + " bytes, but volume "
                            + address
                            + " was defined with "
                            + definition.sizeBytes());
        }
        return new Volume(address, definition, file, row.label(), onFailure, early);
    }

    private Pair pair(RowCodec.PairRow row, Leg leg) throws IOException {
        PairDefinition definition = row.definition();
        LogicalUnit primary = tables.unit(definition.primary());
        LogicalUnit secondary = tables.unit(definition.secondary());
        LogicalUnit any = primary == null ? secondary : primary;
        if (any == null) {
            throw new IOException("pair " + definition.name() + " has no volume of this array");
        }
        return new Pair(
                definition,
                leg,
                primary,
                secondary,
                differences(definition.name(), any.volume()),
                row.endpoint(),
                row.state());
    }

    private DifferenceMap differences(String pair, Volume volume) throws IOException {
        Path path = Definitions.bitmap(config.data(), pair);
        long size = volume.definition().sizeBytes();
        int skip = volume.skipBytes();
        if (config.disk().exists(path)) {
            try {
                return DifferenceMap.open(config.disk(), path, size, skip, machineRestarted);
            } catch (IOException e) {
                events.add(
                        EventKind.DiskFailed,
                        "the bitmap of pair " + pair + " is lost: " + e.getMessage());
            }
        }
        // Nothing is known, so everything may differ.
        DifferenceMap map = DifferenceMap.create(config.disk(), path, size, skip);
        map.markAll();
        return map;
    }

    /** What was moving stands still, or is no image if the machine was lost with its cache. */
    void settle(Core core) {
        // A volume that fails here is also noted by a thread of its own, which waits for the end.
        core.exclusively(() -> settleAll(core));
    }

    private void settleAll(Core core) {
        if (machineRestarted) {
            events.add(
                    EventKind.MachineRestarted,
                    "the machine was restarted: images that were moving are incomplete");
        }
        Labels labels = new Labels(core);
        List<Leg> legs = new ArrayList<>(tables.legs());
        legs.sort(Comparator.comparingInt(Startup::depth));
        legs.forEach(leg -> settle(core, labels, leg));
        tables.change().row(RowCodec.META, BOOT, RowCodec.text(boot)).commit();
    }

    /** How many copies here lead to a leg: a leg follows what its primaries became. */
    private static int depth(Leg leg) {
        int depth = 0;
        LogicalUnit at = leg.pairs().get(0).primary();
        while (at != null) {
            depth++;
            Pair up = at.upstream();
            at = up == null ? null : up.primary();
        }
        return leg.receives() ? 0 : depth;
    }

    private void settle(Core core, Labels labels, Leg leg) {
        Change change = tables.change();
        List<Pair> moved = leg.pairs().stream().filter(Startup::moved).toList();
        // A primary without an image names nothing: then the secondaries need a name of their own.
        boolean namedAbove =
                moved.stream().allMatch(p -> source(p).kind() == ImageLabel.Kind.STILL);
        Cut still = null;
        for (Pair pair : moved) {
            ImageLabel label = ImageLabel.INCOMPLETE;
            boolean whole = !machineRestarted && (!namedAbove || levelled(pair));
            if (whole && durable(core, change, pair)) {
                if (namedAbove) {
                    label = source(pair);
                } else {
                    still = still == null ? labels.newest(leg).next(core.now()) : still;
                    label = ImageLabel.still(still);
                }
            }
            change.label(pair.target(), label);
        }
        for (Pair pair : leg.pairs()) {
            if (pair.state().running() || pair.state().is(SuspendReason.FROZEN)) {
                change.state(pair, pair.state().to(PairStatus.PSUE));
            }
        }
        if (still != null) {
            change.newest(leg.key().group(), still);
        }
        change.commit();
    }

    private static boolean moved(Pair pair) {
        LogicalUnit secondary = pair.secondary();
        return secondary != null
                && secondary.volume().label().kind() == ImageLabel.Kind.LIVE
                && (pair.state().running() || pair.state().status() == PairStatus.PSUE);
    }

    private static ImageLabel source(Pair pair) {
        LogicalUnit primary = pair.primary();
        return primary == null ? ImageLabel.LIVE : primary.volume().label();
    }

    /**
     * Gives an internal secondary what its primary has. The process before this one may have ended
     * between the two writes of one block, and what bears one name must be one image.
     */
    private boolean levelled(Pair pair) {
        GrainSet marked = pair.differences().dirtyGrains();
        long bytes = (long) marked.count() * DifferenceMap.GRAIN_BYTES;
        if (bytes > config.levelledBytes()) {
            events.add(
                    EventKind.LegBroken,
                    pair.target()
                            + " may differ from "
                            + pair.source()
                            + " in "
                            + bytes
                            + " bytes, too many to be copied in a start, so it is INCOMPLETE;"
                            + " RESYNC "
                            + pair.leg());
            return false;
        }
        Volume from = pair.source().volume();
        Volume to = pair.target().volume();
        long size = from.definition().sizeBytes();
        try {
            for (int first = marked.next(0); first >= 0; ) {
                int absent = marked.nextAbsent(first);
                int end = Math.min(absent < 0 ? marked.size() : absent, first + GRAINS_AT_ONCE);
                long at = (long) first * DifferenceMap.GRAIN_BYTES;
                long until = Math.min(size, (long) end * DifferenceMap.GRAIN_BYTES);
                // What leads on from the secondary may not know yet that this block moved.
                WritePath.mark(pair.target(), at, (int) (until - at));
                from.copyTo(at, to, until - at);
                first = marked.next(end);
            }
            return true;
        } catch (EngineFault e) {
            events.add(
                    EventKind.DiskFailed,
                    "volume "
                            + to.address()
                            + " could not be given what "
                            + from.address()
                            + " has, so it is INCOMPLETE: "
                            + e.getMessage());
            return false;
        }
    }

    /**
     * Whether a secondary has what the process before this one wrote. One whose force fails is no
     * image from this change on: a later force would succeed and not write what this one dropped.
     */
    private boolean durable(Core core, Change change, Pair pair) {
        LogicalUnit secondary = pair.target();
        try {
            secondary.volume().flush();
            return true;
        } catch (EngineFault e) {
            noteLoss(core, change);
            events.add(
                    EventKind.DiskFailed,
                    "volume "
                            + secondary
                            + " could not make durable what was copied to it before this start, so"
                            + " it is INCOMPLETE ("
                            + e.getMessage()
                            + "); repair the disk, start the array again and RESYNC "
                            + pair.leg()
                            + " to fill it anew");
            return false;
        }
    }

    /** A disk has lost data: who reads the array's continuity sees another one from now on. */
    static void noteLoss(Core core, Change change) {
        long loss = core.config.random().nextLong();
        change.row(RowCodec.META, LOSSES, RowCodec.text(Long.toHexString(loss)));
    }
}
