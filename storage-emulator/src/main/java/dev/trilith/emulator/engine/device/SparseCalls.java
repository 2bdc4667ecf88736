package dev.trilith.emulator.engine.device;

import java.io.IOException;
import java.nio.file.Path;

/** The system's own calls for files with holes. */
interface SparseCalls {
    /** A second handle of an existing file. */
    SparseFile open(Path path) throws IOException;
}
