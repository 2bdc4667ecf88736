package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens files for work on their holes. The Java library knows no holes, so this needs the kernel's
 * own calls, which are in reach from Java 22 on: the class that makes them is compiled for that and
 * found by its name. Under an older Java, or on another system, no file has holes to speak of.
 */
final class SparseFiles {
    private static final System.Logger LOG = System.getLogger(SparseFiles.class.getName());
    private static final int FIRST_JAVA = 22;

    private interface Opener {
        SparseFile open(Path path) throws IOException;
    }

    private static final class Holder {
        static final Opener OPENER = opener();
    }

    private SparseFiles() {}

    /** A second handle of an existing file. */
    static SparseFile open(Path path) throws IOException {
        return Holder.OPENER.open(path);
    }

    private static Opener opener() {
        SparseCalls calls = load();
        return calls == null ? path -> new AllData() : calls::open;
    }

    private static @Nullable SparseCalls load() {
        boolean linux = System.getProperty("os.name", "").startsWith("Linux");
        if (!linux || Runtime.version().feature() < FIRST_JAVA) {
            return null;
        }
        try {
            return Class.forName(SparseFiles.class.getPackageName() + ".LinuxSparseCalls")
                    .asSubclass(SparseCalls.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException builtForOlderJava) {
            LOG.log(System.Logger.Level.INFO, "built without the calls that make holes");
            return null;
        } catch (InvocationTargetException failed) {
            LOG.log(System.Logger.Level.WARNING, "no holes on this system", failed.getCause());
            return null;
        } catch (ReflectiveOperationException bug) {
            throw new IllegalStateException("LinuxSparseCalls is not what it should be", bug);
        }
    }

    /** A file of which nothing can be told. */
    private static final class AllData implements SparseFile {
        @Override
        public boolean punch(long offsetBytes, long lengthBytes) {
            return false;
        }

        @Override
        public long nextData(long offsetBytes, long sizeBytes) {
            return offsetBytes;
        }

        @Override
        public long nextHole(long offsetBytes, long sizeBytes) {
            return sizeBytes;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
