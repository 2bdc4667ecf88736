package dev.trilith.cli.nbd;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One connection to one volume over NBD (fixed newstyle), one request at a time.
 *
 * <p>Not safe for use by several threads, except {@link #close}, which ends a request in flight.
 */
public final class NbdClient implements Closeable {
    private static final long NBD_MAGIC = 0x4e42444d41474943L;
    private static final long OPTION_MAGIC = 0x49484156454F5054L;
    private static final long REPLY_MAGIC = 0x3e889045565a9L;
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    private static final int OPTION_GO = 7;
    private static final int REPLY_ACK = 1;
    private static final int REPLY_INFO = 3;
    private static final int FLAG_READ_ONLY = 1 << 1;
    private static final int COMMAND_READ = 0;
    private static final int COMMAND_WRITE = 1;
    private static final int COMMAND_FLUSH = 3;
    private static final int COMMAND_FLAG_FUA = 1;
    private static final int PIECE_BYTES = 1 << 20;

    /** Longer than any freeze may hold a write. */
    public static final Duration ANSWER_LIMIT = Duration.ofSeconds(90);

    /**
     * Nothing holds an answer of the handshake: whoever is silent for so long speaks another way.
     */
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(10);

    private final NbdUri uri;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private long handle;
    private long sizeBytes;
    private boolean readOnly;

    private NbdClient(NbdUri uri, Socket socket) throws IOException {
        this.uri = uri;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out =
                new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 13));
    }

    /**
     * Connects and opens the export.
     *
     * @throws IOException if nothing listens there, or the server has no such export
     */
    public static NbdClient connect(NbdUri uri, Duration limit) throws IOException {
        return connect(uri, limit, ANSWER_LIMIT);
    }

    /**
     * Connects and opens the export.
     *
     * @param limit for the connection
     * @param answerLimit for each answer, at least 1 ms
     * @throws IOException if nothing listens there, or the server has no such export
     */
    public static NbdClient connect(NbdUri uri, Duration limit, Duration answerLimit)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            boolean hasty = answerLimit.compareTo(HANDSHAKE_LIMIT) < 0;
            Duration handshake = hasty ? answerLimit : HANDSHAKE_LIMIT;
            socket.setSoTimeout(Math.toIntExact(handshake.toMillis()));
            socket.connect(
                    new InetSocketAddress(uri.host(), uri.port()),
                    Math.toIntExact(limit.toMillis()));
            NbdClient client = new NbdClient(uri, socket);
            client.negotiate(handshake);
            socket.setSoTimeout(Math.toIntExact(answerLimit.toMillis()));
            return client;
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e instanceof NbdException
                    ? e
                    : new IOException("cannot open " + uri + ": " + e.getMessage(), e);
        }
    }

    /** Capacity in bytes, as the server said at the start. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Whether the server said at the start that it takes no writes. */
    public boolean readOnly() {
        return readOnly;
    }

    /** Fills {@code target}'s remaining bytes from {@code offsetBytes}. */
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        long offset = offsetBytes;
        while (target.hasRemaining()) {
            int length = Math.min(PIECE_BYTES, target.remaining());
            request(COMMAND_READ, 0, offset, length);
            out.flush();
            awaitReply("read", offset);
            byte[] piece = new byte[length];
            in.readFully(piece);
            target.put(piece);
            offset += length;
        }
    }

    /** Writes {@code source}'s remaining bytes; returns when the server has acknowledged them. */
    public void write(long offsetBytes, ByteBuffer source, boolean fua) throws IOException {
        long offset = offsetBytes;
        while (source.hasRemaining()) {
            byte[] piece = new byte[Math.min(PIECE_BYTES, source.remaining())];
            source.get(piece);
            request(COMMAND_WRITE, fua ? COMMAND_FLAG_FUA : 0, offset, piece.length);
            out.write(piece);
            out.flush();
            awaitReply("write", offset);
            offset += piece.length;
        }
    }

    /** Makes every acknowledged write durable. */
    public void flush() throws IOException {
        request(COMMAND_FLUSH, 0, 0, 0);
        out.flush();
        awaitReply("flush", 0);
    }

    /**
     * Drops the connection at once. What was acknowledged stays acknowledged; call {@link #flush}
     * first to have it durable.
     */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the connection to " + uri, e);
        }
    }

    private void request(int command, int flags, long offset, int length) throws IOException {
        out.writeInt(REQUEST_MAGIC);
        out.writeShort(flags);
        out.writeShort(command);
        out.writeLong(++handle);
        out.writeLong(offset);
        out.writeInt(length);
    }

    private void awaitReply(String what, long offset) throws IOException {
        int magic = in.readInt();
        int error = in.readInt();
        long answered = in.readLong();
        if (magic != SIMPLE_REPLY_MAGIC || answered != handle) {
            throw new NbdException(
                    uri + " sent a reply that answers no request (magic 0x%08x)".formatted(magic));
        }
        if (error != 0) {
            throw new NbdException(
                    uri + ": " + what + " at byte " + offset + " refused: " + errorName(error));
        }
    }

    private void negotiate(Duration limit) throws IOException {
        try {
            open();
        } catch (SocketTimeoutException silent) {
            throw new NbdException(
                    uri
                            + " accepts connections and does not speak NBD within "
                            + limit.toMillis() / 1000.0
                            + " s: is that TCP port one for hosts?");
        }
    }

    private void open() throws IOException {
        if (in.readLong() != NBD_MAGIC || in.readLong() != OPTION_MAGIC) {
            throw new NbdException(uri + " is no NBD server of the newstyle kind");
        }
        int serverFlags = in.readUnsignedShort();
        out.writeInt(serverFlags & 3);
        byte[] name = uri.export().getBytes(StandardCharsets.UTF_8);
        out.writeLong(OPTION_MAGIC);
        out.writeInt(OPTION_GO);
        out.writeInt(4 + name.length + 2);
        out.writeInt(name.length);
        out.write(name);
        out.writeShort(0);
        out.flush();
        boolean opened = false;
        while (!opened) {
            opened = readOptionReply();
        }
    }

    private boolean readOptionReply() throws IOException {
        if (in.readLong() != REPLY_MAGIC) {
            throw new NbdException(uri + " sent an option reply without its magic number");
        }
        in.readInt();
        int type = in.readInt();
        byte[] payload = new byte[Math.clamp(in.readInt(), 0, PIECE_BYTES)];
        in.readFully(payload);
        if (type == REPLY_ACK) {
            return true;
        }
        if (type < 0) {
            String text = new String(payload, StandardCharsets.UTF_8);
            throw new NbdException(
                    uri
                            + " cannot be opened: the server refused the export '"
                            + uri.export()
                            + "'"
                            + (text.isBlank() ? "" : " (" + text + ")"));
        }
        ByteBuffer info = ByteBuffer.wrap(payload);
        if (type == REPLY_INFO && payload.length >= 12 && info.getShort() == 0) {
            sizeBytes = info.getLong();
            readOnly = (info.getShort() & FLAG_READ_ONLY) != 0;
        }
        return false;
    }

    private static String errorName(int error) {
        return switch (error) {
            case 1 -> "EPERM (not permitted: read only, or the control region)";
            case 5 -> "EIO (the array could not do it)";
            case 12 -> "ENOMEM";
            case 22 -> "EINVAL";
            case 28 -> "ENOSPC (outside the volume, or its disk is full)";
            case 75 -> "EOVERFLOW";
            case 95 -> "ENOTSUP";
            case 108 -> "ESHUTDOWN (the array is stopping)";
            default -> "error " + error;
        };
    }
}
