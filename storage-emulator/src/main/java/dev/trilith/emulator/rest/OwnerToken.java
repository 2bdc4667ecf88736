package dev.trilith.emulator.rest;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;

/**
 * The token of the array's owner, in a file that may change while the array runs. What makes no
 * sense there, in the middle of a change or for longer, leaves the last token in force.
 */
public final class OwnerToken {
    private static final System.Logger LOG = System.getLogger(OwnerToken.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Path file;
    private volatile byte[] digest;
    private String complaint = "";

    private OwnerToken(Path file, byte[] digest) {
        this.file = file;
        this.digest = digest;
    }

    /**
     * Reads the token.
     *
     * @throws IOException if the file holds none
     */
    public static OwnerToken open(Path file) throws IOException {
        return new OwnerToken(file, Tokens.digest(Tokens.read(file)));
    }

    /** Follows the file from now on, on a thread of its own: no request waits for a disk. */
    public void follow() {
        Thread.ofPlatform().daemon().name("owner-token").start(this::look);
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK_AGAIN);
                readAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes up what the file holds now. */
    void readAgain() {
        try {
            byte[] now = Tokens.digest(Tokens.read(file));
            if (!MessageDigest.isEqual(now, digest)) {
                digest = now;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "--token-file " + file + ": a new token is in force");
            }
            complaint = "";
        } catch (IOException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    /** Once for each new reason, not twice a second. */
    private void complain(String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "--token-file "
                            + file
                            + " cannot be used ("
                            + why
                            + "): the last token stays in force");
        }
    }

    /** Whether this is the token, by its digest. */
    boolean is(byte[] presented) {
        return MessageDigest.isEqual(digest, presented);
    }
}
