package dev.trilith.emulator.engine.device;

import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** A file whose disk can be made slow, full or broken while it is in use. */
public final class FaultyFile implements DiskFile {
    private final DiskFile file;
    private volatile DiskFault fault = DiskFault.NONE;

    /** A healthy file until told otherwise. */
    public FaultyFile(DiskFile file) {
        this.file = file;
    }

    /** Sets what is wrong with the disk from now on. */
    public void set(DiskFault fault) {
        this.fault = fault;
    }

    /** What is wrong with the disk. */
    public DiskFault fault() {
        return fault;
    }

    private DiskFault suffer() {
        DiskFault now = fault;
        if (now.latency().isPositive()) {
            long until = System.nanoTime() + now.latency().toNanos();
            for (long left = now.latency().toNanos(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        return now;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        if (suffer().failReads()) {
            throw new IOException("read error (injected)");
        }
        file.read(offsetBytes, target);
    }

    private void checkWrite() throws IOException {
        DiskFault now = suffer();
        if (now.full()) {
            throw new IOException("No space left on device (injected)");
        }
        if (now.failWrites()) {
            throw new IOException("write error (injected)");
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        checkWrite();
        file.write(offsetBytes, source);
    }

    @Override
    public boolean punches() throws IOException {
        return file.punches();
    }

    @Override
    public boolean punch(long offsetBytes, long lengthBytes) throws IOException {
        checkWrite();
        return file.punch(offsetBytes, lengthBytes);
    }

    @Override
    public long nextData(long offsetBytes) throws IOException {
        return file.nextData(offsetBytes);
    }

    @Override
    public long nextHole(long offsetBytes) throws IOException {
        return file.nextHole(offsetBytes);
    }

    @Override
    public void force() throws IOException {
        if (suffer().failFlushes()) {
            throw new IOException("flush error (injected)");
        }
        file.force();
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void resize(long sizeBytes) throws IOException {
        checkWrite();
        file.resize(sizeBytes);
    }

    @Override
    public void copyTo(long offsetBytes, DiskFile target, long lengthBytes) throws IOException {
        if (suffer().failReads()) {
            throw new IOException("read error (injected)");
        }
        if (target instanceof FaultyFile faulty) {
            faulty.checkWrite();
            file.copyTo(offsetBytes, faulty.file, lengthBytes);
        } else {
            file.copyTo(offsetBytes, target, lengthBytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
