package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A real disk that counts. */
public final class CountingDisk extends ForwardingDisk {
    private final AtomicLong forces = new AtomicLong();
    private final AtomicReference<Runnable> duringForce = new AtomicReference<>(() -> {});
    private final AtomicBoolean writeFails = new AtomicBoolean();
    private final AtomicReference<String> failing = new AtomicReference<>("");
    private final Map<String, AtomicLong> writes = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> forcesByName = new ConcurrentHashMap<>();

    /** How often any file was forced. */
    public long forces() {
        return forces.get();
    }

    /** Has something happen once, while the next force runs and before it is done. */
    public void duringNextForce(Runnable what) {
        duringForce.set(what);
    }

    /** Fails the next write to any file. */
    public void failNextWrite() {
        writeFails.set(true);
    }

    /** Fails the next write to a file of this name. */
    public void failNextWriteTo(String name) {
        failing.set(name);
    }

    /** How often a file of this name was written to. */
    public long writesOf(String name) {
        return writes.computeIfAbsent(name, n -> new AtomicLong()).get();
    }

    /** How often a file of this name was forced. */
    public long forcesOf(String name) {
        return forcesByName.computeIfAbsent(name, n -> new AtomicLong()).get();
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        String name = path.getFileName().toString();
        AtomicLong its = writes.computeIfAbsent(name, n -> new AtomicLong());
        AtomicLong itsForces = forcesByName.computeIfAbsent(name, n -> new AtomicLong());
        return new Counted(name, super.open(path), its, itsForces);
    }

    private final class Counted implements DiskFile {
        private final String name;
        private final DiskFile file;
        private final AtomicLong its;
        private final AtomicLong itsForces;

        Counted(String name, DiskFile file, AtomicLong its, AtomicLong itsForces) {
            this.name = name;
            this.file = file;
            this.its = its;
            this.itsForces = itsForces;
        }

        @Override
        public void read(long offsetBytes, ByteBuffer target) throws IOException {
            file.read(offsetBytes, target);
        }

        @Override
        public void write(long offsetBytes, ByteBuffer source) throws IOException {
            its.incrementAndGet();
            boolean named = name.equals(failing.get());
            if (named) {
                failing.set("");
            }
            if (named || writeFails.getAndSet(false)) {
                throw new IOException("planted");
            }
            file.write(offsetBytes, source);
        }

        @Override
        public void force() throws IOException {
            forces.incrementAndGet();
            itsForces.incrementAndGet();
            file.force();
            duringForce.getAndSet(() -> {}).run();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void resize(long sizeBytes) throws IOException {
            file.resize(sizeBytes);
        }

        @Override
        public void copyTo(long offsetBytes, DiskFile target, long lengthBytes) throws IOException {
            file.copyTo(offsetBytes, ((Counted) target).file, lengthBytes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
