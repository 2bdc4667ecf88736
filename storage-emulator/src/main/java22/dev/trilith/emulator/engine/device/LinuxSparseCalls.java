package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The calls of Linux. Compiled for Java 22, unlike the rest, which runs under 21 without it. */
final class LinuxSparseCalls implements SparseCalls {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int KEEP_SIZE_AND_PUNCH_HOLE = 3;
    private static final int EINTR = 4;
    private static final int ENXIO = 6;
    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle lseek;
    private final MethodHandle fallocate;

    LinuxSparseCalls() {
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        ValueLayout.OfLong offset = ValueLayout.JAVA_LONG;
        open =
                call(
                        "open",
                        FunctionDescriptor.of(number, ValueLayout.ADDRESS, number),
                        Linker.Option.firstVariadicArg(2));
        close = call("close", FunctionDescriptor.of(number, number));
        lseek = call("lseek", FunctionDescriptor.of(offset, number, offset, number));
        fallocate =
                call("fallocate", FunctionDescriptor.of(number, number, number, offset, offset));
    }

    private static MethodHandle call(
            String name, FunctionDescriptor signature, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(more, 0, options, 1, more.length);
        MemorySegment address = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(address, signature, options);
    }

    @FunctionalInterface
    private interface Call {
        long run(MemorySegment state) throws Throwable;
    }

    /** The call's result, or its error number below zero. */
    private static long result(Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            while (true) {
                long result = call.run(state);
                if (result >= 0) {
                    return result;
                }
                int error = (int) ERRNO.get(state, 0L);
                if (error != EINTR) {
                    return -error;
                }
            }
        } catch (RuntimeException | Error | IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("a call of the system failed", e);
        }
    }

    @Override
    public SparseFile open(Path path) throws IOException {
        long descriptor;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            descriptor =
                    result(state -> (int) open.invokeExact(state, name, O_RDWR | O_CLOEXEC));
        }
        if (descriptor < 0) {
            throw new IOException(path + " cannot be opened again: error " + -descriptor);
        }
        return new LinuxSparseFile(path, (int) descriptor);
    }

    private final class LinuxSparseFile implements SparseFile {
        private final Path path;
        private final int descriptor;
        // The number may name another file as soon as this one is closed.
        private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
        private boolean closed;

        LinuxSparseFile(Path path, int descriptor) {
            this.path = path;
            this.descriptor = descriptor;
        }

        private long alive(Call call) throws IOException {
            life.readLock().lock();
            try {
                if (closed) {
                    throw new ClosedChannelException();
                }
                return result(call);
            } finally {
                life.readLock().unlock();
            }
        }

        @Override
        public boolean punch(long offsetBytes, long lengthBytes) throws IOException {
            int mode = KEEP_SIZE_AND_PUNCH_HOLE;
            long result =
                    alive(
                            state ->
                                    (int)
                                            fallocate.invokeExact(
                                                    state,
                                                    descriptor,
                                                    mode,
                                                    offsetBytes,
                                                    lengthBytes));
            if (result == -EOPNOTSUPP || result == -ENOSYS) {
                return false;
            }
            if (result == -ENOSPC) {
                throw new IOException("No space left on device");
            }
            if (result < 0) {
                throw new IOException(path + ": making a hole failed: error " + -result);
            }
            return true;
        }

        private long seek(long offsetBytes, int whence) throws IOException {
            return alive(state -> (long) lseek.invokeExact(state, descriptor, offsetBytes, whence));
        }

        @Override
        public long nextData(long offsetBytes, long sizeBytes) throws IOException {
            long result = seek(offsetBytes, SEEK_DATA);
            if (result == -ENXIO) {
                return sizeBytes;
            }
            if (result == -EINVAL) {
                return offsetBytes;
            }
            if (result < 0) {
                throw new IOException(path + ": looking for data failed: error " + -result);
            }
            return result;
        }

        @Override
        public long nextHole(long offsetBytes, long sizeBytes) throws IOException {
            long result = seek(offsetBytes, SEEK_HOLE);
            if (result == -ENXIO || result == -EINVAL) {
                return sizeBytes;
            }
            if (result < 0) {
                throw new IOException(path + ": looking for a hole failed: error " + -result);
            }
            return result;
        }

        @Override
        public void close() throws IOException {
            life.writeLock().lock();
            try {
                if (!closed) {
                    closed = true;
                    result(state -> (int) close.invokeExact(state, descriptor));
                }
            } finally {
                life.writeLock().unlock();
            }
        }
    }
}
