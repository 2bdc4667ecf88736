package dev.trilith.emulator.nbd;

import dev.trilith.emulator.engine.Extent;
import dev.trilith.emulator.engine.HostVolume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A terabyte of zeros in which every other block is a hole, as far as anybody can ask. */
final class VastVolume implements HostVolume {
    @Override
    public String port() {
        return "201v";
    }

    @Override
    public String lu() {
        return "VAST";
    }

    @Override
    public long sizeBytes() {
        return 1L << 40;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) {
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source, boolean fua) {
        source.position(source.limit());
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes, boolean holes, boolean fua) {
        trim(offsetBytes, lengthBytes, fua);
    }

    @Override
    public void trim(long offsetBytes, long lengthBytes, boolean fua) {
        if (offsetBytes + lengthBytes > sizeBytes()) {
            throw new IllegalArgumentException("nobody checked the range");
        }
    }

    @Override
    public boolean zeroesFast() {
        return true;
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public List<Extent> allocation(long offsetBytes, long lengthBytes, int most) {
        List<Extent> extents = new ArrayList<>();
        long end = offsetBytes + lengthBytes;
        for (long at = offsetBytes; at < end && extents.size() < most; ) {
            long next = Math.min(end, (at / 512 + 1) * 512);
            extents.add(new Extent(next - at, at / 512 % 2 == 0));
            at = next;
        }
        return extents;
    }

    @Override
    public List<String> differenceMaps() {
        return List.of();
    }

    @Override
    public List<Extent> differences(String pair, long offsetBytes, long lengthBytes, int most) {
        throw new IllegalArgumentException("there is no pair " + pair);
    }
}
