package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.HostVolume;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A volume without an array, to look at the NBD server alone. */
final class MemoryVolume implements HostVolume {
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger fuaWrites = new AtomicInteger();
    volatile boolean writable = true;
    volatile EngineFault.@Nullable Code writeFault;
    volatile EngineFault.@Nullable Code readFault;
    volatile @Nullable CountDownLatch writesWaitFor;

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
        fail(readFault);
        synchronized (bytes) {
            target.put(bytes, (int) offsetBytes, target.remaining());
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source, boolean fua) {
        CountDownLatch gate = writesWaitFor;
        if (gate != null) {
            try {
                gate.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        fail(writeFault);
        synchronized (bytes) {
            source.get(bytes, (int) offsetBytes, source.remaining());
        }
        if (fua) {
            fuaWrites.incrementAndGet();
        }
    }

    @Override
    public void flush() {
        flushes.incrementAndGet();
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
