package dev.trilith.emulator.link;

import dev.trilith.emulator.engine.Cut;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.ImageLabel;
import dev.trilith.emulator.engine.LegKey;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.remote.LegCommand;
import dev.trilith.emulator.engine.remote.LegOpen;
import dev.trilith.emulator.engine.remote.LegReply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Turns what is said of a whole leg into bytes and back. Every number is big-endian. */
final class LegCodec {
    private static final int MAX_PAIRS = 4096;

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    private LegCodec() {}

    static byte[] bytes(LegOpen open) {
        return toBytes(out -> {
            out.writeUTF(open.sender());
            out.writeUTF(open.receiver());
            out.writeUTF(open.key().group());
            out.writeUTF(open.key().leg());
            out.writeLong(open.term());
        });
    }

    static LegOpen open(ByteBuffer payload) throws IOException {
        return fromBytes(
                payload,
                in ->
                        new LegOpen(
                                in.readUTF(),
                                in.readUTF(),
                                new LegKey(in.readUTF(), in.readUTF()),
                                in.readLong()));
    }

    static byte[] bytes(LinkProbe.Question probe) {
        return toBytes(out -> {
            out.writeUTF(probe.sender());
            out.writeUTF(probe.receiver());
        });
    }

    static LinkProbe.Question probe(ByteBuffer payload) throws IOException {
        return fromBytes(payload, in -> new LinkProbe.Question(in.readUTF(), in.readUTF()));
    }

    static byte[] bytes(EngineFault fault) {
        return toBytes(out -> {
            out.writeUTF(fault.code().name());
            String text = String.valueOf(fault.getMessage());
            out.writeUTF(text.substring(0, Math.min(text.length(), 4000)));
        });
    }

    static EngineFault fault(ByteBuffer payload) throws IOException {
        return fromBytes(payload, in -> new EngineFault(code(in.readUTF()), in.readUTF()));
    }

    static byte[] bytes(LegCommand command) {
        return toBytes(out -> write(out, command));
    }

    private static void write(DataOutputStream out, LegCommand command) throws IOException {
        switch (command) {
            case LegCommand.Inquire inquire -> {
                out.writeByte(1);
                out.writeInt(inquire.pairs().size());
                for (LegCommand.Offer offer : inquire.pairs()) {
                    out.writeUTF(offer.name());
                    address(out, offer.primary());
                    address(out, offer.secondary());
                    out.writeLong(offer.sizeBytes());
                    out.writeBoolean(offer.management());
                }
            }
            case LegCommand.Resync resync -> {
                out.writeByte(2);
                out.writeLong(resync.term());
                EngineFault.Code force = resync.force();
                out.writeUTF(force == null ? "" : force.name());
                out.writeBoolean(resync.direct());
                cut(out, resync.newest());
                out.writeUTF(resync.continuity());
                out.writeInt(resync.pairs().size());
                for (LegCommand.Start start : resync.pairs()) {
                    out.writeUTF(start.name());
                    out.writeBoolean(start.starts());
                    out.writeLong(start.copyId());
                    label(out, start.label());
                }
            }
            case LegCommand.Paired paired -> {
                out.writeByte(3);
                labels(out, paired.labels());
            }
            case LegCommand.Relabel relabel -> {
                out.writeByte(4);
                labels(out, relabel.labels());
            }
            case LegCommand.Freeze freeze -> {
                out.writeByte(5);
                cut(out, freeze.cut());
            }
            case LegCommand.Resume resume -> {
                out.writeByte(6);
                out.writeLong(resume.cycle());
                labels(out, resume.labels());
            }
            case LegCommand.Suspend suspend -> out.writeByte(7);
            case LegCommand.Forget forget -> out.writeByte(8);
        }
    }

    static LegCommand command(ByteBuffer payload) throws IOException {
        return fromBytes(payload, LegCodec::readCommand);
    }

    private static LegCommand readCommand(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> new LegCommand.Inquire(list(in, LegCodec::offer));
            case 2 -> resync(in);
            case 3 -> new LegCommand.Paired(list(in, LegCodec::label));
            case 4 -> new LegCommand.Relabel(list(in, LegCodec::label));
            case 5 -> new LegCommand.Freeze(cut(in));
            case 6 -> new LegCommand.Resume(in.readLong(), list(in, LegCodec::label));
            case 7 -> new LegCommand.Suspend();
            case 8 -> new LegCommand.Forget();
            default -> throw new IOException("command " + kind + " is unknown");
        };
    }

    private static LegCommand.Offer offer(DataInputStream in) throws IOException {
        return new LegCommand.Offer(
                in.readUTF(), address(in), address(in), in.readLong(), in.readBoolean());
    }

    private static LegCommand.Resync resync(DataInputStream in) throws IOException {
        long term = in.readLong();
        String force = in.readUTF();
        boolean direct = in.readBoolean();
        Cut newest = cut(in);
        String continuity = in.readUTF();
        return new LegCommand.Resync(
                term,
                force.isEmpty() ? null : code(force),
                direct,
                newest,
                continuity,
                list(in, LegCodec::start));
    }

    private static LegCommand.Start start(DataInputStream in) throws IOException {
        return new LegCommand.Start(in.readUTF(), in.readBoolean(), in.readLong(), label(in));
    }

    static byte[] bytes(LegReply reply) {
        return toBytes(out -> {
            switch (reply) {
                case LegReply.Known known -> {
                    out.writeByte(1);
                    out.writeUTF(known.continuity());
                    out.writeBoolean(known.image());
                    out.writeInt(known.pairs().size());
                    for (LegReply.PairAnswer pair : known.pairs()) {
                        out.writeLong(pair.copyId());
                    }
                }
                case LegReply.Done done -> {
                    out.writeByte(2);
                    cut(out, done.newest());
                }
            }
        });
    }

    static LegReply reply(ByteBuffer payload) throws IOException {
        return fromBytes(
                payload,
                in -> {
                    int kind = in.readUnsignedByte();
                    return switch (kind) {
                        case 1 ->
                                new LegReply.Known(
                                        in.readUTF(),
                                        in.readBoolean(),
                                        list(in, i -> new LegReply.PairAnswer(i.readLong())));
                        case 2 -> new LegReply.Done(cut(in));
                        default -> throw new IOException("reply " + kind + " is unknown");
                    };
                });
    }

    private static void address(DataOutputStream out, VolumeAddress address) throws IOException {
        out.writeUTF(address.array());
        out.writeUTF(address.port());
        out.writeUTF(address.lu());
    }

    private static VolumeAddress address(DataInputStream in) throws IOException {
        return new VolumeAddress(in.readUTF(), in.readUTF(), in.readUTF());
    }

    private static void cut(DataOutputStream out, Cut cut) throws IOException {
        out.writeLong(cut.cycle());
        out.writeInt(cut.still());
        Instant time = cut.time();
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Cut cut(DataInputStream in) throws IOException {
        long cycle = in.readLong();
        int still = in.readInt();
        try {
            return new Cut(cycle, still, Instant.ofEpochSecond(in.readLong(), in.readInt()));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a cut's time is out of range", e);
        }
    }

    private static void labels(DataOutputStream out, List<ImageLabel> labels) throws IOException {
        out.writeInt(labels.size());
        for (ImageLabel label : labels) {
            label(out, label);
        }
    }

    private static void label(DataOutputStream out, ImageLabel label) throws IOException {
        Cut cut = label.cut();
        if (cut != null) {
            out.writeByte(1);
            cut(out, cut);
        } else {
            out.writeByte(label.complete() ? 2 : 3);
        }
    }

    private static ImageLabel label(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> ImageLabel.still(cut(in));
            case 2 -> ImageLabel.LIVE;
            case 3 -> ImageLabel.INCOMPLETE;
            default -> throw new IOException("label " + kind + " is unknown");
        };
    }

    private static EngineFault.Code code(String name) throws IOException {
        try {
            return EngineFault.Code.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("refusal '" + name + "' is unknown", e);
        }
    }

    private static <T> List<T> list(DataInputStream in, Reader<T> reader) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MAX_PAIRS) {
            throw new IOException("a leg of " + size + " pairs is too large");
        }
        List<T> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(reader.read(in));
        }
        return list;
    }

    private static byte[] toBytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("a name is too long for the link protocol", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T fromBytes(ByteBuffer payload, Reader<T> reader) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            T value = reader.read(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many in a message");
            }
            return value;
        }
    }
}
