package dev.trilith.core.array;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Three linked arrays, {@code 2a}, {@code 2b} and {@code 2c}, with hosts, for the contract suite.
 *
 * <p>One lab may serve many tests: each test uses volumes, pairs and groups of its own, and leaves
 * every array running and every link whole.
 */
public interface ContractLab {
    /** The array called {@code name}. */
    StorageArray array(String name);

    /** A port of that array at which volumes may be defined. */
    String port(String array);

    /** Where the link of that array listens, as {@link StorageArray#registerPair} wants it. */
    String linkEndpoint(String array);

    /**
     * A host writes; offset and length are multiples of 4096. The future ends when the write is
     * acknowledged, or with an exception when it is refused.
     */
    CompletableFuture<Void> write(VolumeAddress volume, long offsetBytes, byte[] data);

    /** A host reads. */
    byte[] read(VolumeAddress volume, long offsetBytes, int lengthBytes);

    /** Kills the array's process (SIGKILL). */
    void kill(String array);

    /** Starts a killed array again on what it left; returns when it answers. */
    void restart(String array);

    /** Cuts the link between two arrays. */
    void cutLink(String one, String other);

    /** Restores the link. */
    void restoreLink(String one, String other);

    /** Flips a byte in a slot of a management volume, as a broken disk would. */
    void corruptSlot(VolumeAddress volume, int slot);

    /** Lets the world move a little: copies go on, a few milliseconds pass. */
    void settle();

    /** Lets so much time pass. */
    void pass(Duration time);
}
