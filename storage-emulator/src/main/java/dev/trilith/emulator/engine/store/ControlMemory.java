package dev.trilith.emulator.engine.store;

import dev.trilith.emulator.engine.device.Disk;
import dev.trilith.emulator.engine.device.DiskFile;
import dev.trilith.emulator.engine.volume.Zeros;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The array's control memory: rows of bytes in numbered tables, changed in batches that are either
 * wholly there after a crash or not at all. A journal of checksummed entries whose first entry is a
 * snapshot; when it is full, a new one is written beside it ({@link JournalFiles}) and put in its
 * place. The layout is written down in {@code docs/reference/control-memory.md}. Safe for use by
 * many threads.
 */
public final class ControlMemory implements Closeable {
    /** A row to be put or taken away. */
    public static final class Row {
        private final int table;
        private final String key;
        private final byte @Nullable [] value;

        /**
         * A change of one row.
         *
         * @param table the table's number, 0 to 255
         * @param key the row's key within the table
         * @param value the row, or null to take it away
         */
        public Row(int table, String key, byte @Nullable [] value) {
            this.table = table;
            this.key = key;
            this.value = value;
        }
    }

    private record Key(int table, String key) {}

    private static final long MAGIC = 0x54524C4354524C31L; // TRLCTRL1
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 32;
    private static final int ENTRY_MAGIC = 0x454E5431; // ENT1
    private static final int ENTRY_HEADER_BYTES = 20;
    private static final int ZERO_STEP = 4096;
    private static final int MAX_ENTRY_BYTES = 64 * 1024 * 1024;

    private final JournalFiles files;
    private final Path path;

    /** No monitor: what runs inside may wait for the disk. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Key, byte[]> rows = new LinkedHashMap<>();
    private DiskFile file;
    private long writeAt;
    private long sequence;
    private long limit;
    private String broken = "";
    private Consumer<String> onLoss = why -> {};

    private ControlMemory(JournalFiles files, Path path, DiskFile file) {
        this.files = files;
        this.path = path;
        this.file = file;
    }

    /**
     * Opens the control memory, or makes an empty one.
     *
     * @throws IOException if the file is not whole; a torn last entry, left by a crash, is not an
     *     error
     */
    public static ControlMemory open(Disk disk, Path path) throws IOException {
        JournalFiles files = new JournalFiles(disk, path);
        boolean fresh = !files.exists();
        if (fresh) {
            files.prepare(header(), entry(0, encode(List.of())));
        }
        ControlMemory memory =
                new ControlMemory(files, path, fresh ? files.exchange() : files.open());
        boolean whole = false;
        try {
            memory.replay();
            files.discard();
            if (fresh) {
                files.layDown(memory.limit);
            } else {
                memory.renew();
            }
            whole = true;
        } finally {
            if (!whole) {
                memory.file.close();
            }
        }
        return memory;
    }

    /** Has somebody told, once and at once, that what is on the disk is not known any more. */
    public void onLoss(Consumer<String> listener) {
        onLoss = listener;
    }

    /** The rows of one table by key, as of now. */
    public SortedMap<String, byte[]> table(int table) {
        lock.lock();
        try {
            SortedMap<String, byte[]> found = new TreeMap<>();
            rows.forEach((key, value) -> {
                if (key.table() == table) {
                    found.put(key.key(), value.clone());
                }
            });
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a batch durable, wholly or not at all. */
    public void commit(List<Row> batch) throws IOException {
        lock.lock();
        try {
            if (!broken.isEmpty()) {
                throw new IOException(broken);
            }
            byte[] payload = encode(batch);
            ByteBuffer entry = entry(sequence + 1, payload);
            if (writeAt + entry.remaining() > limit) {
                Map<Key, byte[]> next = new LinkedHashMap<>(rows);
                apply(batch, next);
                compact(next);
                return;
            }
            long length = entry.remaining();
            file.write(writeAt, entry);
            force();
            writeAt += length;
            sequence++;
            apply(batch, rows);
        } finally {
            lock.unlock();
        }
    }

    private void force() throws IOException {
        try {
            file.force();
        } catch (IOException e) {
            // The kernel may call the entry's pages clean now, so that a second force would lie;
            // and a restart may find the entry although its caller is told that it failed.
            broken =
                    path + " could not be made durable (" + e.getMessage() + "); restart the array";
            onLoss.accept(broken);
            throw e;
        }
    }

    private static void apply(List<Row> batch, Map<Key, byte[]> rows) {
        for (Row row : batch) {
            byte[] value = row.value;
            if (value == null) {
                rows.remove(new Key(row.table, row.key));
            } else {
                rows.put(new Key(row.table, row.key), value);
            }
        }
    }

    /** Until the new file is in its place, a failure leaves everything as it was. */
    private void compact(Map<Key, byte[]> next) throws IOException {
        files.prepare(header(), snapshot(sequence + 1, next));
        exchange();
    }

    private static ByteBuffer snapshot(long sequence, Map<Key, byte[]> rows) throws IOException {
        List<Row> all = new ArrayList<>();
        rows.forEach((key, value) -> all.add(new Row(key.table(), key.key(), value)));
        return entry(sequence, encode(all));
    }

    /**
     * What an earlier process wrote, and could not force, reads as whole until the machine loses
     * its power: nothing may be built on it. On a full disk it is used as it is.
     */
    private void renew() throws IOException {
        try {
            files.prepare(header(), snapshot(sequence, rows));
        } catch (IOException e) {
            if (!JournalFiles.full(e)) {
                throw e;
            }
            files.layDown(limit);
            return;
        }
        exchange();
    }

    private void exchange() throws IOException {
        try {
            DiskFile fresh = files.exchange();
            file.close();
            file = fresh;
            replay();
        } catch (IOException e) {
            // Which file a restart would find is not known: what went to the old one could be lost.
            broken = path + " could not be replaced (" + e.getMessage() + "); restart the array";
            throw e;
        }
    }

    private static ByteBuffer header() {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(VERSION);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, 12);
        header.putInt((int) crc.getValue());
        return header.rewind();
    }

    private static ByteBuffer entry(long sequence, byte[] payload) {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_HEADER_BYTES + payload.length);
        entry.putInt(ENTRY_MAGIC).putInt(payload.length).putLong(sequence);
        CRC32C crc = new CRC32C();
        crc.update(entry.array(), 0, 16);
        crc.update(payload, 0, payload.length);
        entry.putInt((int) crc.getValue()).put(payload);
        return entry.flip();
    }

    private void replay() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        file.read(0, header);
        header.flip();
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, 12);
        if (header.getLong() != MAGIC) {
            throw new IOException(path + " is no control memory of this program");
        }
        int version = header.getInt();
        if (header.getInt() != (int) crc.getValue()) {
            throw new IOException(path + ": the header's checksum does not hold");
        }
        if (version != VERSION) {
            throw new IOException(
                    path + " has format version " + version + "; this program knows " + VERSION);
        }
        rows.clear();
        limit = file.size();
        long at = HEADER_BYTES;
        Entry found = readEntry(at);
        if (found == null) {
            throw new IOException(path + ": the snapshot at its start is damaged");
        }
        sequence = found.sequence - 1;
        while (found != null && found.sequence == sequence + 1) {
            apply(decode(found.payload), rows);
            sequence = found.sequence;
            at += ENTRY_HEADER_BYTES + found.payload.length;
            found = readEntry(at);
        }
        writeAt = at;
        refuseHole(at);
    }

    /**
     * A torn entry may only be the last: whole entries after it would mean that the disk lost what
     * it had confirmed.
     */
    private void refuseHole(long from) throws IOException {
        int length = Math.toIntExact(limit - from);
        ByteBuffer rest = ByteBuffer.allocate(length);
        file.read(from, rest);
        rest.flip();
        // Most of it was never written.
        while (length > ZERO_STEP && Zeros.isZero(rest, length - ZERO_STEP, ZERO_STEP)) {
            length -= ZERO_STEP;
        }
        length = Math.min(rest.limit(), length + ENTRY_HEADER_BYTES);
        for (int i = 1; i + ENTRY_HEADER_BYTES <= length; i++) {
            if (rest.getInt(i) == ENTRY_MAGIC) {
                Entry later = readEntry(from + i);
                if (later != null && later.sequence > sequence + 1) {
                    throw new IOException(
                            path
                                    + ": entry "
                                    + (sequence + 1)
                                    + " is damaged but entry "
                                    + later.sequence
                                    + " after it is whole, so the disk lost confirmed data;"
                                    + " restore the data directory or start with an empty one");
                }
            }
        }
    }

    private static final class Entry {
        private final long sequence;
        private final byte[] payload;

        Entry(long sequence, byte[] payload) {
            this.sequence = sequence;
            this.payload = payload;
        }
    }

    private @Nullable Entry readEntry(long at) throws IOException {
        if (at + ENTRY_HEADER_BYTES > limit) {
            return null;
        }
        ByteBuffer head = ByteBuffer.allocate(ENTRY_HEADER_BYTES);
        file.read(at, head);
        head.flip();
        int magic = head.getInt();
        int length = head.getInt();
        long number = head.getLong();
        int sum = head.getInt();
        boolean possible =
                magic == ENTRY_MAGIC
                        && length >= 0
                        && length <= MAX_ENTRY_BYTES
                        && at + ENTRY_HEADER_BYTES + length <= limit;
        if (!possible) {
            return null;
        }
        byte[] payload = new byte[length];
        file.read(at + ENTRY_HEADER_BYTES, ByteBuffer.wrap(payload));
        CRC32C crc = new CRC32C();
        crc.update(head.array(), 0, 16);
        crc.update(payload, 0, length);
        return sum == (int) crc.getValue() ? new Entry(number, payload) : null;
    }

    private static byte[] encode(List<Row> batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(batch.size());
        for (Row row : batch) {
            byte[] value = row.value;
            out.writeByte(row.table);
            out.writeUTF(row.key);
            out.writeInt(value == null ? -1 : value.length);
            if (value != null) {
                out.write(value);
            }
        }
        return bytes.toByteArray();
    }

    private static List<Row> decode(byte[] payload) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
        int count = in.readInt();
        List<Row> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int table = in.readUnsignedByte();
            String key = in.readUTF();
            int length = in.readInt();
            batch.add(new Row(table, key, length < 0 ? null : in.readNBytes(length)));
        }
        return batch;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            file.close();
        } finally {
            lock.unlock();
        }
    }
}
