package dev.trilith.emulator.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Makes an array's surroundings fail on purpose. Settings live until changed or until the array is
 * closed; none of them is persisted. Safe for use by many threads.
 */
public interface FaultInjection {
    /**
     * What is wrong with the cable to another array. It acts on what this array sends, and a cut on
     * what it receives too.
     *
     * @param latency added to each frame sent, 0 to 60 s; frames still overlap
     * @param bytesPerSecond the rate of what is sent, at least 1024; 0 for no limit
     * @param cut whether the cable is silently dead: nothing arrives, and nobody is told
     */
    record LinkFault(Duration latency, long bytesPerSecond, boolean cut) {
        /** A cable without faults. */
        public static final LinkFault NONE = new LinkFault(Duration.ZERO, 0, false);
    }

    /**
     * What is wrong with the disk behind a volume.
     *
     * @param failReads whether reads fail
     * @param failWrites whether writes fail
     * @param failFlushes whether flushes fail
     * @param full whether writes find no space
     * @param latency added to each access, 0 to 60 s
     */
    record DiskFault(
            boolean failReads,
            boolean failWrites,
            boolean failFlushes,
            boolean full,
            Duration latency) {
        /** A healthy disk. */
        public static final DiskFault NONE =
                new DiskFault(false, false, false, false, Duration.ZERO);
    }

    /**
     * Sets the cable to one other array.
     *
     * @param peerArray the other array's name; empty for every other array
     * @throws EngineFault INVALID_VALUE
     */
    void setLink(String peerArray, LinkFault fault);

    /** The cables that have a fault, by the other array's name. */
    Map<String, LinkFault> links();

    /**
     * Sets the disk behind one volume.
     *
     * @throws EngineFault NO_SUCH_VOLUME, INVALID_VALUE
     */
    void setDisk(String port, String lu, DiskFault fault);

    /** The disks that have a fault, by {@code port/lu}. */
    Map<String, DiskFault> disks();

    /**
     * Sets the array's clock wrong, for cuts and events; freezes last as long as before.
     *
     * @param ahead how far ahead it is, or behind if negative, at most a day
     * @throws EngineFault INVALID_VALUE
     */
    void setClockOffset(Duration ahead);

    /** How far ahead the array's clock is. */
    Duration clockOffset();

    /** The names of the points at which the process can be made to die. */
    Set<String> crashPoints();

    /**
     * Makes the process die at once, as by SIGKILL, when it next comes to the point named.
     *
     * @throws EngineFault INVALID_VALUE if there is no such point
     */
    void crashAt(String point);
}
