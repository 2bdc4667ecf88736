package dev.trilith.emulator.engine.volume;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.device.FaultyFile;
import dev.trilith.emulator.engine.device.GroupCommit;
import dev.trilith.emulator.engine.store.SlotLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One logical unit: its file, its label, and the locks of its writers. Safe for use by many
 * threads.
 */
public final class Volume {
    private final VolumeAddress address;
    private final VolumeDefinition definition;
    private final FaultyFile file;
    private final RangeLocks ranges = new RangeLocks();
    private final GroupCommit flushes = new GroupCommit();
    private final Consumer<Volume> onFailure;
    private final EarlyFlush.Progress early;
    private final AtomicBoolean failed = new AtomicBoolean();
    // Ahead of what is durable: a process before this one may have left unforced writes.
    private final AtomicLong written = new AtomicLong(1);
    private final AtomicLong durable = new AtomicLong();
    private volatile ImageLabel label;
    private volatile WriteGate gate = new WriteGate();
    private volatile @Nullable Hold hold;

    /**
     * A volume on its file.
     *
     * @param onFailure told once, when a flush fails and the volume takes no more I/O
     * @param early when long writes are made durable before anybody asks for it
     */
    public Volume(
            VolumeAddress address,
            VolumeDefinition definition,
            FaultyFile file,
            ImageLabel label,
            Consumer<Volume> onFailure,
            EarlyFlush early) {
        this.address = address;
        this.definition = definition;
        this.file = file;
        this.label = label;
        this.onFailure = onFailure;
        this.early = early.new Progress(this::flushEarly);
    }

    /** Where it is. */
    public VolumeAddress address() {
        return address;
    }

    /** What the user defined. */
    public VolumeDefinition definition() {
        return definition;
    }

    /** The switch for its disk's faults. */
    public FaultyFile file() {
        return file;
    }

    /** Its writers' range locks. */
    public RangeLocks ranges() {
        return ranges;
    }

    /** Bytes at its start that no pair copies and no host writes. */
    public int skipBytes() {
        return definition.storesManagementInformation() ? SlotLayout.REGION_BYTES : 0;
    }

    /** What image it holds. */
    public ImageLabel label() {
        return label;
    }

    /** Sets the label, after it was made durable. */
    public void label(ImageLabel label) {
        this.label = label;
    }

    /** The gate of its group. It changes when groups are joined: look again after entering. */
    public WriteGate gate() {
        return gate;
    }

    /** Moves it to another gate; both must be closed. */
    public void gate(WriteGate gate) {
        this.gate = gate;
    }

    /** What host writes wait for now, or null. */
    public @Nullable Hold hold() {
        return hold;
    }

    /** Makes host writes wait, or not; the gate must be closed to begin. */
    public void hold(@Nullable Hold hold) {
        this.hold = hold;
    }

    /** Enters the gate of its group as a writer. */
    public Pass enter() {
        while (true) {
            WriteGate now = gate;
            long stamp = now.enter();
            if (now == gate) {
                return new Pass(now, stamp);
            }
            now.leave(stamp);
        }
    }

    /** Enters the gate of its group as a writer, or returns null if that means to wait. */
    public @Nullable Pass tryEnter() {
        WriteGate now = gate;
        long stamp = now.tryEnter();
        if (stamp == 0) {
            return null;
        }
        if (now == gate) {
            return new Pass(now, stamp);
        }
        now.leave(stamp);
        return null;
    }

    /**
     * A writer's pass through a gate.
     *
     * @param gate the gate passed
     * @param stamp the gate's word for this pass
     */
    public record Pass(WriteGate gate, long stamp) {
        /** Leaves; any thread may. */
        public void leave() {
            gate.leave(stamp);
        }
    }

    /** Refuses whatever would use the content after a flush failed. */
    public void checkWhole() {
        if (failed.get()) {
            throw new EngineFault(
                    EngineFault.Code.DISK_ERROR,
                    "the disk of volume "
                            + address
                            + " failed to make written data durable, so what it holds is not known;"
                            + " repair the disk and start the array again");
        }
    }

    private EngineFault fault(String what, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean full = reason.contains("No space left") || reason.contains("quota exceeded");
        return new EngineFault(
                full ? EngineFault.Code.NO_SPACE : EngineFault.Code.DISK_ERROR,
                "volume " + address + ": " + what + " failed: " + reason,
                cause);
    }

    /** Fills {@code target}'s remaining bytes. */
    public void read(long offsetBytes, ByteBuffer target) {
        checkWhole();
        try {
            file.read(offsetBytes, target);
        } catch (IOException e) {
            throw fault("reading", e);
        }
    }

    /** Writes {@code source}'s remaining bytes into the page cache. */
    public void write(long offsetBytes, ByteBuffer source) {
        checkWhole();
        int length = source.remaining();
        try {
            file.write(offsetBytes, source);
        } catch (IOException e) {
            throw fault("writing", e);
        } finally {
            written.incrementAndGet();
        }
        early.wrote(length);
    }

    /**
     * Makes a range zeros.
     *
     * @param holes whether its room may be given back; if not it is kept, or taken
     */
    public void zero(long offsetBytes, long lengthBytes, boolean holes) {
        checkWhole();
        try {
            if (!holes || !file.punch(offsetBytes, lengthBytes)) {
                Zeros.write(file, offsetBytes, lengthBytes, holes);
            }
        } catch (IOException e) {
            throw fault("zeroing", e);
        } finally {
            written.incrementAndGet();
        }
    }

    /** Whether {@link #zero} with holes is done without writing zeros. */
    public boolean punches() {
        try {
            return file.punches();
        } catch (IOException e) {
            throw fault("asking for holes", e);
        }
    }

    /** Where data may be, from an offset on, as at most {@code most} extents. */
    public List<Extent> allocation(long offsetBytes, long lengthBytes, int most) {
        checkWhole();
        List<Extent> extents = new ArrayList<>();
        long end = offsetBytes + lengthBytes;
        long at = offsetBytes;
        try {
            while (at < end && extents.size() < most) {
                long data = Math.max(at, Math.min(end, file.nextData(at)));
                boolean hole = data > at;
                // A writer may fill a hole between the two questions: then it is data.
                long next = hole ? data : Math.max(at + 1, Math.min(end, file.nextHole(at)));
                extents.add(new Extent(next - at, !hole));
                at = next;
            }
        } catch (IOException e) {
            throw fault("looking for holes", e);
        }
        return extents;
    }

    /** How many bytes of a range, from its start on, are a hole: 0 if it begins with data. */
    public long hole(long offsetBytes, long lengthBytes) {
        Extent first = allocation(offsetBytes, lengthBytes, 1).get(0);
        return first.marked() ? 0 : first.lengthBytes();
    }

    /** Copies a range into the same place of another volume. */
    public void copyTo(long offsetBytes, Volume target, long lengthBytes) {
        checkWhole();
        target.checkWhole();
        try {
            file.copyTo(offsetBytes, target.file, lengthBytes);
        } catch (IOException e) {
            throw fault("copying to " + target.address, e);
        } finally {
            target.written.incrementAndGet();
        }
    }

    /** Makes everything written so far durable; shared by all who ask at once. */
    public void flush() {
        checkWhole();
        long upTo = written.get();
        if (durable.get() >= upTo) {
            return;
        }
        try {
            flushes.commit(file::force);
            durable.accumulateAndGet(upTo, Math::max);
        } catch (IOException e) {
            // After a failed flush the kernel may have dropped what it could not write, and a
            // second flush would then lie. So this volume is at its end.
            if (failed.compareAndSet(false, true)) {
                onFailure.accept(this);
            }
            throw fault("flushing", e);
        }
    }

    private void flushEarly() {
        try {
            flush();
        } catch (EngineFault e) {
            // The volume has told it; whoever asks for a flush, or for anything else, hears it.
            return;
        }
    }

    /** Whether a flush failed, so that its content is not known. */
    public boolean failed() {
        return failed.get();
    }

    /** Closes the file. */
    public void close() throws IOException {
        file.close();
    }
}
