package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A volume without an array, to look at the NBD server alone. */
final class MemoryVolume implements HostVolume {
    private static final int BLOCK = 4096;

    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger fuaWrites = new AtomicInteger();
    final List<String> zeroCalls = new CopyOnWriteArrayList<>();
    volatile boolean writable = true;
    volatile boolean zeroesFast = true;
    volatile List<String> pairs = List.of("P1", "P2");
    volatile EngineFault.@Nullable Code writeFault;
    volatile EngineFault.@Nullable Code readFault;
    volatile long readFaultFrom = Long.MAX_VALUE;
    volatile long readNanos;
    volatile @Nullable CountDownLatch writesWaitFor;
    volatile @Nullable CountDownLatch flushesWaitFor;
    volatile EngineFault.@Nullable Code flushFault;
    volatile @Nullable Error flushError;

    private volatile @Nullable BlockingQueue<Acknowledgement> awaited;
    private volatile byte[] durable = new byte[0];
    private final String lu;
    private final byte[] bytes;

    MemoryVolume(String lu, int sizeBytes) {
        this.lu = lu;
        this.bytes = new byte[sizeBytes];
    }

    @Override
    public String port() {
        return "201b";
    }

    @Override
    public String lu() {
        return lu;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        for (long until = System.nanoTime() + readNanos; System.nanoTime() < until; ) {
            Thread.onSpinWait();
        }
        fail(readFault);
        if (offsetBytes + target.remaining() > readFaultFrom) {
            throw new EngineFault(EngineFault.Code.DISK_ERROR, lu + " was told to fail there");
        }
        synchronized (bytes) {
            target.put(bytes, (int) offsetBytes, target.remaining());
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source, boolean fua) {
        await(writesWaitFor);
        fail(writeFault);
        synchronized (bytes) {
            source.get(bytes, (int) offsetBytes, source.remaining());
        }
        if (fua) {
            fuaWrites.incrementAndGet();
        }
    }

    private static void await(@Nullable CountDownLatch gate) {
        if (gate != null) {
            try {
                gate.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** From now on writes wait for other arrays: whoever takes what comes here is one. */
    BlockingQueue<Acknowledgement> awaitAcknowledgements() {
        BlockingQueue<Acknowledgement> queue = new LinkedBlockingQueue<>();
        awaited = queue;
        return queue;
    }

    @Override
    public boolean write(long offsetBytes, ByteBuffer source, Acknowledgement later) {
        write(offsetBytes, source, false);
        BlockingQueue<Acknowledgement> queue = awaited;
        return queue == null || !queue.add(later);
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes, boolean holes, boolean fua) {
        fail(writeFault);
        zeroCalls.add((holes ? "holes " : "kept ") + offsetBytes + "+" + lengthBytes);
        synchronized (bytes) {
            Arrays.fill(bytes, (int) offsetBytes, (int) (offsetBytes + lengthBytes), (byte) 0);
        }
        if (fua) {
            fuaWrites.incrementAndGet();
        }
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes, boolean fua) {
        zero(offsetBytes, lengthBytes, true, fua);
    }

    @Override
    public boolean zeroesFast() {
        return zeroesFast;
    }

    /** Data where a 4 KiB block holds anything but zeros. */
    @Override
    public List<Extent> allocation(long offsetBytes, long lengthBytes, int most) {
        return extents(offsetBytes, lengthBytes, most, this::holdsData);
    }

    private boolean holdsData(long offset) {
        int start = (int) (offset / BLOCK * BLOCK);
        synchronized (bytes) {
            for (int i = start; i < Math.min(start + BLOCK, bytes.length); i++) {
                if (bytes[i] != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public List<String> differenceMaps() {
        return pairs;
    }

    /** Every second block differs. */
    @Override
    public List<Extent> differences(String pair, long offsetBytes, long lengthBytes, int most) {
        fail(readFault);
        return extents(offsetBytes, lengthBytes, most, at -> at / BLOCK % 2 == 0);
    }

    private static List<Extent> extents(long offset, long length, int most, LongPredicate marked) {
        List<Extent> extents = new ArrayList<>();
        long end = offset + length;
        long at = offset;
        while (at < end && extents.size() < most) {
            boolean mark = marked.test(at);
            long next = at;
            while (next < end && marked.test(next) == mark) {
                next = Math.min(end, (next / BLOCK + 1) * BLOCK);
            }
            extents.add(new Extent(next - at, mark));
            at = next;
        }
        return extents;
    }

    @Override
    public void flush() {
        synchronized (bytes) {
            // Counted first: whoever sees the bytes durable finds this flush counted.
            flushes.incrementAndGet();
            durable = bytes.clone();
        }
        await(flushesWaitFor);
        fail(flushFault);
        Error error = flushError;
        if (error != null) {
            throw error;
        }
    }

    /** The byte that would be left after a loss of power. */
    byte durable(int offset) {
        return durable[offset];
    }

    byte[] copy(int offset, int length) {
        byte[] part = new byte[length];
        synchronized (bytes) {
            System.arraycopy(bytes, offset, part, 0, length);
        }
        return part;
    }

    private void fail(EngineFault.@Nullable Code code) {
        if (code != null) {
            throw new EngineFault(code, lu + " was told to fail");
        }
    }
}
