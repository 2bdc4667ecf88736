package dev.trilith.emulator.engine.store;

import dev.trilith.emulator.engine.Fence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a record was written with, behind its archive's end and under its checksum: so a record and
 * its order are durable at one instant, with one flush.
 */
final class SlotCommand {
    private static final long MAGIC = 0x54524C46454E4331L; // TRLFENC1
    private static final int BLOCK = 512;

    private SlotCommand() {}

    /** Whole blocks, ready to be read. */
    static ByteBuffer write(Fence command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(MAGIC);
            out.writeUTF(command.group());
            out.writeLong(command.term());
            out.writeLong(command.sequence());
            out.writeUTF(command.commandId());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        int blocks = (bytes.size() + BLOCK - 1) / BLOCK;
        return ByteBuffer.allocate(blocks * BLOCK).put(bytes.toByteArray()).clear();
    }

    /** What stands at a place of a slot; null if there is nothing of the kind. */
    static @Nullable Fence read(ByteBuffer slot, int at) {
        byte[] bytes = new byte[Math.max(0, slot.limit() - at)];
        if (bytes.length == 0) {
            return null;
        }
        slot.get(at, bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readLong() != MAGIC) {
                return null;
            }
            String group = in.readUTF();
            long term = in.readLong();
            return new Fence(group, "", term, in.readLong(), in.readUTF());
        } catch (IOException e) {
            // The checksum holds, so it was written so: by a program that keeps something else
            // here.
            return null;
        }
    }
}
