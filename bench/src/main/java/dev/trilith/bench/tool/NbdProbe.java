package dev.trilith.bench.tool;

import dev.trilith.bench.BenchFailure;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The smallest NBD client: opens an export and reads a block. */
public final class NbdProbe {
    private static final long OPTION_MAGIC = 0x49484156454F5054L;
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int BLOCK = 4096;

    private NbdProbe() {}

    /** Reads the first block; false if nobody listens yet. */
    public static boolean reads(int port, String export) throws IOException {
        try (Socket socket = connect(port)) {
            if (socket == null) {
                return false;
            }
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.skipNBytes(18);
            byte[] name = export.getBytes(StandardCharsets.UTF_8);
            out.writeInt(3); // fixed newstyle, no zeroes
            out.writeLong(OPTION_MAGIC);
            out.writeInt(1); // by name, and begin
            out.writeInt(name.length);
            out.write(name);
            in.skipNBytes(10);
            out.writeInt(REQUEST_MAGIC);
            out.writeInt(0); // no flags, READ
            out.writeLong(1);
            out.writeLong(0);
            out.writeInt(BLOCK);
            if (in.readInt() != REPLY_MAGIC || in.readInt() != 0) {
                throw new BenchFailure("export " + export + " cannot be read");
            }
            in.skipNBytes(8 + BLOCK);
            return true;
        }
    }

    private static @Nullable Socket connect(int port) {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException notYet) {
            return null;
        }
    }
}
