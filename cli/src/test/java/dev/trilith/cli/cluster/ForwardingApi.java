package dev.trilith.cli.cluster;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a Kubernetes API that forwards ports of pods, as a kubelet does: one WebSocket for
 * each connection, channel 0 for data and 1 for errors.
 */
final class ForwardingApi implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("GET ([^ ?]+)(?:\\?ports=(\\d+))? .*");
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: *(\\S+)");
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BINARY = 0x82;
    private static final int CLOSE = 8;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());

    /** One end of a connection, which ends whenever it likes. */
    @FunctionalInterface
    private interface Talk {
        void run() throws IOException;
    }

    ForwardingApi() throws IOException {
        talk(() -> {
            while (!server.isClosed()) {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                talk(() -> serve(client));
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /** Serves an object at a path. */
    void put(String path, String json) {
        objects.put(path, json);
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void talk(Talk talk) {
        threads.execute(() -> {
            try {
                talk.run();
            } catch (IOException e) {
                // The other end hung up, as it may at any time.
            }
        });
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            String request = head(in);
            Matcher path = PATH.matcher(request.lines().findFirst().orElse(""));
            Matcher key = KEY.matcher(request);
            if (!path.matches()) {
                throw new IOException("not understood: " + request);
            }
            if (key.find()) {
                forward(client, in, key.group(1), Integer.parseInt(path.group(2)));
                return;
            }
            String json = objects.get(path.group(1));
            String body = json == null ? "{\"kind\":\"Status\",\"code\":404}" : json;
            answer(
                    client,
                    (json == null ? "404 Not Found" : "200 OK")
                            + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                            + "Content-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body);
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static void answer(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(("HTTP/1.1 " + text).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void forward(Socket client, DataInputStream in, String key, int port)
            throws IOException {
        answer(
                client,
                "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: v4.channel.k8s.io\r\nSec-WebSocket-Accept: "
                        + accepted(key)
                        + "\r\n\r\n");
        // Each channel begins with the port's number.
        for (int channel = 0; channel < 2; channel++) {
            ByteBuffer number = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
            send(client, channel, number.putShort((short) port).array(), 2);
        }
        try (Socket pod = new Socket(InetAddress.getLoopbackAddress(), port)) {
            pod.setTcpNoDelay(true);
            talk(() -> fromPod(client, pod));
            byte[] data = receive(in);
            while (data.length > 0) {
                pod.getOutputStream().write(data, 1, data.length - 1);
                data = receive(in);
            }
        }
    }

    private static void fromPod(Socket client, Socket pod) throws IOException {
        try (client) {
            byte[] data = new byte[1 << 15];
            int length = pod.getInputStream().read(data);
            while (length > 0) {
                send(client, 0, data, length);
                length = pod.getInputStream().read(data);
            }
        }
    }

    private static void send(Socket client, int channel, byte[] data, int length)
            throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(length + 5);
        frame.put((byte) BINARY);
        if (length + 1 < 126) {
            frame.put((byte) (length + 1));
        } else {
            frame.put((byte) 126).putShort((short) (length + 1));
        }
        frame.put((byte) channel).put(data, 0, length);
        client.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** The next message's bytes, channel first; empty if there is none. */
    private static byte[] receive(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] mask = in.readNBytes(4);
        byte[] data = in.readNBytes(length);
        for (int i = 0; i < data.length; i++) {
            data[i] ^= mask[i % 4];
        }
        return (first & 0xf) == CLOSE ? new byte[0] : data;
    }

    private static String accepted(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-1", e);
        }
    }
}
