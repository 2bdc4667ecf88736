package dev.trilith.emulator.engine.array;

import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.EventKind;
import dev.trilith.emulator.engine.FaultInjection;
import dev.trilith.emulator.engine.FaultInjection.DiskFault;
import dev.trilith.emulator.engine.FaultInjection.LinkFault;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.pair.LogicalUnit;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The switches for faults. */
final class Faults implements FaultInjection {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration FARTHEST = Duration.ofDays(1);

    private final Core core;

    Faults(Core core) {
        this.core = core;
    }

    private void check(Duration latency) {
        if (latency.isNegative() || latency.compareTo(LONGEST) > 0) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE, "latency " + latency + " is not 0 to 60 s");
        }
    }

    @Override
    public void setLink(String peerArray, LinkFault fault) {
        check(fault.latency());
        if (fault.bytesPerSecond() != 0 && fault.bytesPerSecond() < 1024) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE,
                    "a link's rate is 0 for no limit, or at least 1024 bytes a second");
        }
        core.transport.setFault(peerArray, fault);
        String peer = peerArray.isEmpty() ? "every other array" : peerArray;
        core.events.add(EventKind.FaultInjected, "link to " + peer + ": " + fault);
    }

    @Override
    public Map<String, LinkFault> links() {
        return core.transport.faults();
    }

    @Override
    public void setDisk(String port, String lu, DiskFault fault) {
        check(fault.latency());
        LogicalUnit unit = core.tables.unit(new VolumeAddress(core.config.name(), port, lu));
        if (unit == null) {
            throw core.fault(
                    EngineFault.Code.NO_SUCH_VOLUME, "there is no volume " + port + "/" + lu);
        }
        unit.volume().file().set(fault);
        core.events.add(EventKind.FaultInjected, "disk of " + unit + ": " + fault);
    }

    @Override
    public Map<String, DiskFault> disks() {
        Map<String, DiskFault> faults = new TreeMap<>();
        for (LogicalUnit unit : core.tables.units()) {
            DiskFault fault = unit.volume().file().fault();
            if (!fault.equals(DiskFault.NONE)) {
                faults.put(unit.address().port() + "/" + unit.address().lu(), fault);
            }
        }
        return faults;
    }

    @Override
    public void setClockOffset(Duration ahead) {
        if (ahead.abs().compareTo(FARTHEST) > 0) {
            throw core.fault(
                    EngineFault.Code.INVALID_VALUE, "a clock is at most a day wrong, not " + ahead);
        }
        if (!ahead.equals(clockOffset())) {
            core.clock.shift(ahead);
            core.events.add(EventKind.FaultInjected, "clock: " + ahead + " ahead");
        }
    }

    @Override
    public Duration clockOffset() {
        return core.clock.offset();
    }

    @Override
    public Set<String> crashPoints() {
        Set<String> words = new TreeSet<>();
        for (CrashPoint point : CrashPoint.values()) {
            words.add(point.word());
        }
        return words;
    }

    @Override
    public void crashAt(String point) {
        for (CrashPoint one : CrashPoint.values()) {
            if (one.word().equals(point)) {
                core.arm(one);
                core.events.add(EventKind.FaultInjected, "will die at " + point);
                return;
            }
        }
        throw core.fault(
                EngineFault.Code.INVALID_VALUE,
                "there is no crash point '" + point + "'; there are " + crashPoints());
    }
}
