package dev.trilith.emulator.nbd;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that says what the test wants, right or wrong. */
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    public DataInputStream in;
    public DataOutputStream out;
    private Socket socket;
    private final Socket outer;

    /** The answer to an option. */
    public record OptionReply(int option, int type, ByteBuffer data) {}

    /** The answer to a command. */
    public record Reply(int error, long cookie) {}

    /** A part of the answer to a command. */
    public record Chunk(int flags, int type, long cookie, ByteBuffer data) {
        /** Whether it is the last one. */
        public boolean done() {
            return (flags & Protocol.CHUNK_FLAG_DONE) != 0;
        }

        /** The error that it tells; 0 if it is none. */
        public int error() {
            return (type & (1 << 15)) == 0 ? 0 : data.getInt(0);
        }
    }

    public RawClient(int tcpPort) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), tcpPort);
        outer = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** A client past the greeting. */
    public static RawClient greeted(int tcpPort) throws IOException {
        RawClient client = new RawClient(tcpPort);
        client.in.readNBytes(18);
        client.out.writeInt(3);
        return client;
    }

    /** A client that may send commands to {@code export}. */
    public static RawClient entered(int tcpPort, String export) throws IOException {
        RawClient client = greeted(tcpPort);
        client.option(Protocol.OPT_GO, question(export));
        OptionReply reply = client.optionReply();
        while (reply.type() == Protocol.REP_INFO) {
            reply = client.optionReply();
        }
        if (reply.type() != Protocol.REP_ACK) {
            client.close();
            throw new IOException("refused: " + StandardCharsets.UTF_8.decode(reply.data()));
        }
        return client;
    }

    /** A client that gets its answers in chunks, with the contexts named. */
    public static RawClient structured(int tcpPort, String export, String... contexts)
            throws IOException {
        RawClient client = greeted(tcpPort);
        client.option(Protocol.OPT_STRUCTURED_REPLY, new byte[0]);
        client.optionReply();
        if (contexts.length > 0) {
            client.option(Protocol.OPT_SET_META_CONTEXT, queries(export, contexts));
            while (client.optionReply().type() == Protocol.REP_META_CONTEXT) {}
        }
        client.option(Protocol.OPT_GO, question(export));
        while (client.optionReply().type() == Protocol.REP_INFO) {}
        return client;
    }

    /** The data of LIST_META_CONTEXT and SET_META_CONTEXT. */
    public static byte[] queries(String export, String... queries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        string(bytes, export);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(queries.length).array());
        for (String query : queries) {
            string(bytes, query);
        }
        return bytes.toByteArray();
    }

    private static void string(ByteArrayOutputStream to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        to.writeBytes(bytes);
    }

    /** Goes on inside TLS, as the client. */
    public SSLSession secure(SSLContext context, String... versions) throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, "127.0.0.1", socket.getPort(), true);
        if (versions.length > 0) {
            secured.setEnabledProtocols(versions);
        }
        secured.startHandshake();
        socket = secured;
        in = new DataInputStream(secured.getInputStream());
        out = new DataOutputStream(secured.getOutputStream());
        return secured.getSession();
    }

    public static byte[] question(String name, int... kinds) {
        return question(name.getBytes(StandardCharsets.UTF_8), kinds);
    }

    public static byte[] question(byte[] name, int... kinds) {
        ByteBuffer data = ByteBuffer.allocate(6 + name.length + 2 * kinds.length);
        data.putInt(name.length).put(name).putShort((short) kinds.length);
        for (int kind : kinds) {
            data.putShort((short) kind);
        }
        return data.array();
    }

    public static byte[] command(int flags, int type, long cookie, long offset, int length) {
        return ByteBuffer.allocate(28)
                .putInt(Protocol.REQUEST_MAGIC)
                .putShort((short) flags)
                .putShort((short) type)
                .putLong(cookie)
                .putLong(offset)
                .putInt(length)
                .array();
    }

    public void option(int number, byte[] data) throws IOException {
        option(number, data.length, data);
    }

    public void option(int number, int announced, byte[] data) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(message);
        fields.writeLong(Protocol.IHAVEOPT);
        fields.writeInt(number);
        fields.writeInt(announced);
        fields.write(data);
        out.write(message.toByteArray());
    }

    static byte[] optionBytes(int number, byte[] data) {
        return ByteBuffer.allocate(16 + data.length)
                .putLong(Protocol.IHAVEOPT)
                .putInt(number)
                .putInt(data.length)
                .put(data)
                .array();
    }

    public OptionReply optionReply() throws IOException {
        if (in.readLong() != Protocol.REPLY_MAGIC) {
            throw new IOException("no option reply");
        }
        int option = in.readInt();
        int type = in.readInt();
        return new OptionReply(option, type, ByteBuffer.wrap(in.readNBytes(in.readInt())));
    }

    public Reply reply() throws IOException {
        if (in.readInt() != Protocol.SIMPLE_REPLY_MAGIC) {
            throw new IOException("no simple reply");
        }
        return new Reply(in.readInt(), in.readLong());
    }

    public Chunk chunk() throws IOException {
        int magic = in.readInt();
        if (magic != Protocol.STRUCTURED_REPLY_MAGIC) {
            throw new IOException("no chunk but 0x" + Integer.toHexString(magic));
        }
        int flags = in.readUnsignedShort();
        int type = in.readUnsignedShort();
        long cookie = in.readLong();
        return new Chunk(flags, type, cookie, ByteBuffer.wrap(in.readNBytes(in.readInt())));
    }

    public void send(int flags, int type, long cookie, long offset, int length) throws IOException {
        out.write(command(flags, type, cookie, offset, length));
    }

    public void write(long cookie, long offset, byte[] data, int flags) throws IOException {
        send(flags, Protocol.CMD_WRITE, cookie, offset, data.length);
        out.write(data);
    }

    /** Whether the server ended the connection. */
    public boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException | javax.net.ssl.SSLException reset) {
            return true;
        }
    }

    /** Says that no more will come, and reads how much the server still has to say. */
    int drain() throws IOException {
        return drainBytes().length;
    }

    /** Says that no more will come, and reads what the server still has to say. */
    byte[] drainBytes() throws IOException {
        try {
            socket.shutdownOutput();
            return in.readAllBytes();
        } catch (java.net.SocketException reset) {
            return new byte[0];
        }
    }

    /** Goes away without a word. */
    public void reset() throws IOException {
        outer.setSoLinger(true, 0);
        outer.close();
    }

    /** Begins TLS 1.2 anew inside itself. */
    void renegotiate() throws IOException {
        ((SSLSocket) socket).startHandshake();
    }

    /** What has come on the connection itself, past TLS, and was not read yet. */
    int unread() throws IOException {
        return outer.getInputStream().available();
    }

    /** Reads to the end what comes on the connection itself, past TLS. */
    byte[] restOutside() throws IOException {
        return outer.getInputStream().readAllBytes();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
