package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.PairDefinition;
import dev.trilith.emulator.engine.PairStatus;
import dev.trilith.emulator.engine.PeerGrant;
import dev.trilith.emulator.engine.SuspendReason;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.VolumeDefinition;
import dev.trilith.emulator.engine.pair.PairState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns tables' rows into bytes and back. Fields are in the order of the reference page. */
final class RowCodec {
    static final int META = 0;
    static final int VOLUMES = 1;
    static final int PAIRS = 2;
    static final int FENCES = 3;
    static final int NEWEST = 4;
    static final int ANSWERS = 5;
    static final int GRANTS = 6;

    /**
     * What a command was answered.
     *
     * @param number grows with each answer
     * @param code the refusal, or null if it was done
     * @param message the refusal's text
     */
    record Answer(long number, EngineFault.@Nullable Code code, String message) {}

    /**
     * A volume's row.
     *
     * @param definition what the user defined
     * @param label what it holds
     */
    record VolumeRow(VolumeDefinition definition, ImageLabel label) {}

    /**
     * A pair's row.
     *
     * @param definition what the user registered
     * @param endpoint where the other array is dialled, or null
     * @param state how far it is
     */
    record PairRow(PairDefinition definition, @Nullable String endpoint, PairState state) {}

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    private static final int SHA256_BYTES = 32;

    private RowCodec() {}

    private static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T value(byte[] row, Reader<T> reader) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
            T value = reader.read(in);
            if (in.available() != 0) {
                throw new IOException("a row of control memory is longer than its fields");
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw new IOException("a row of control memory holds an unknown word", e);
        }
    }

    static byte[] text(String text) {
        return bytes(out -> out.writeUTF(text));
    }

    static String text(byte[] row) throws IOException {
        return value(row, in -> in.readUTF());
    }

    static byte[] volume(VolumeDefinition volume, ImageLabel label) {
        return bytes(out -> {
            out.writeUTF(volume.port());
            out.writeUTF(volume.lu());
            out.writeUTF(volume.drive());
            out.writeLong(volume.sizeBytes());
            out.writeBoolean(volume.storesManagementInformation());
            out.writeUTF(label.kind().name());
            writeCut(out, label.cut());
        });
    }

    static VolumeRow volume(byte[] row) throws IOException {
        return value(
                row,
                in -> {
                    VolumeDefinition definition =
                            new VolumeDefinition(
                                    in.readUTF(),
                                    in.readUTF(),
                                    in.readUTF(),
                                    in.readLong(),
                                    in.readBoolean());
                    ImageLabel.Kind kind = ImageLabel.Kind.valueOf(in.readUTF());
                    return new VolumeRow(definition, new ImageLabel(kind, readCut(in)));
                });
    }

    static byte[] pair(PairDefinition pair, @Nullable String endpoint, PairState state) {
        return bytes(out -> {
            out.writeUTF(pair.name());
            out.writeUTF(pair.group());
            out.writeUTF(pair.leg());
            writeAddress(out, pair.primary());
            writeAddress(out, pair.secondary());
            out.writeUTF(endpoint == null ? "" : endpoint);
            out.writeUTF(state.status().name());
            SuspendReason reason = state.reason();
            out.writeUTF(reason == null ? "" : reason.name());
            writeCut(out, state.freeze());
            out.writeLong(state.copyId());
        });
    }

    static PairRow pair(byte[] row) throws IOException {
        return value(
                row,
                in -> {
                    PairDefinition definition =
                            new PairDefinition(
                                    in.readUTF(),
                                    in.readUTF(),
                                    in.readUTF(),
                                    readAddress(in),
                                    readAddress(in));
                    String endpoint = in.readUTF();
                    PairStatus status = PairStatus.valueOf(in.readUTF());
                    String reason = in.readUTF();
                    Cut freeze = readCut(in);
                    PairState state =
                            new PairState(
                                    status,
                                    reason.isEmpty() ? null : SuspendReason.valueOf(reason),
                                    freeze,
                                    in.readLong());
                    return new PairRow(definition, endpoint.isEmpty() ? null : endpoint, state);
                });
    }

    static byte[] fence(FenceView fence) {
        return bytes(out -> {
            out.writeUTF(fence.group());
            out.writeLong(fence.term());
            out.writeLong(fence.sequence());
            out.writeUTF(fence.owner());
        });
    }

    static FenceView fence(byte[] row) throws IOException {
        return value(
                row, in -> new FenceView(in.readUTF(), in.readLong(), in.readLong(), in.readUTF()));
    }

    static byte[] cut(Cut cut) {
        return bytes(out -> writeCut(out, cut));
    }

    static Cut cut(byte[] row) throws IOException {
        return value(row, in -> Objects.requireNonNullElse(readCut(in), Cut.NONE));
    }

    static byte[] answer(Answer answer) {
        return bytes(out -> {
            out.writeLong(answer.number());
            EngineFault.Code code = answer.code();
            out.writeUTF(code == null ? "" : code.name());
            out.writeUTF(answer.message());
        });
    }

    static Answer answer(byte[] row) throws IOException {
        return value(
                row,
                in -> {
                    long number = in.readLong();
                    String code = in.readUTF();
                    return new Answer(
                            number,
                            code.isEmpty() ? null : EngineFault.Code.valueOf(code),
                            in.readUTF());
                });
    }

    static byte[] grant(PeerGrant grant) {
        return bytes(out -> {
            out.writeUTF(grant.peer());
            out.write(HexFormat.of().parseHex(grant.tokenSha256()));
            out.writeInt(grant.groups().size());
            for (String group : grant.groups()) {
                out.writeUTF(group);
            }
        });
    }

    static PeerGrant grant(byte[] row) throws IOException {
        return value(
                row,
                in -> {
                    String peer = in.readUTF();
                    byte[] digest = in.readNBytes(SHA256_BYTES);
                    SortedSet<String> groups = new TreeSet<>();
                    int count = in.readInt();
                    for (int i = 0; i < count; i++) {
                        groups.add(in.readUTF());
                    }
                    return new PeerGrant(peer, HexFormat.of().formatHex(digest), groups);
                });
    }

    private static void writeAddress(DataOutputStream out, VolumeAddress address)
            throws IOException {
        out.writeUTF(address.array());
        out.writeUTF(address.port());
        out.writeUTF(address.lu());
    }

    private static VolumeAddress readAddress(DataInputStream in) throws IOException {
        return new VolumeAddress(in.readUTF(), in.readUTF(), in.readUTF());
    }

    private static void writeCut(DataOutputStream out, @Nullable Cut cut) throws IOException {
        out.writeBoolean(cut != null);
        if (cut != null) {
            out.writeLong(cut.cycle());
            out.writeInt(cut.still());
            out.writeLong(cut.time().toEpochMilli());
        }
    }

    private static @Nullable Cut readCut(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        long cycle = in.readLong();
        int still = in.readInt();
        return new Cut(cycle, still, Instant.ofEpochMilli(in.readLong()));
    }
}
