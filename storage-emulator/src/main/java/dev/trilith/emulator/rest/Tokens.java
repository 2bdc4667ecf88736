package dev.trilith.emulator.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a token looks like, in a file, in a header and in what the array keeps of it. */
public final class Tokens {
    /** Fewest characters of a token. */
    public static final int MIN_CHARACTERS = 8;

    /** Most characters of a token. */
    public static final int MAX_CHARACTERS = 1024;

    static final String SCHEME = "Bearer";

    private static final Pattern TOKEN =
            Pattern.compile("[\\x21-\\x7e]{" + MIN_CHARACTERS + "," + MAX_CHARACTERS + "}");
    private static final Pattern HEADER =
            Pattern.compile("(?i:" + SCHEME + ") +(" + TOKEN.pattern() + ") *");
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n\\z");
    private static final int MOST_BYTES_READ = MAX_CHARACTERS + 3;

    private static final String FORM =
            MIN_CHARACTERS
                    + " to "
                    + MAX_CHARACTERS
                    + " visible ASCII characters, no spaces, and at most one line end after them";

    private Tokens() {}

    /**
     * The token in a file. A line end after it is left out, as editors and {@code echo} write one.
     *
     * @throws IOException if there is no token in it; the message does not show what is
     */
    public static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES_READ);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no such file", missing);
        } catch (AccessDeniedException closed) {
            throw new IOException("this user may not read it", closed);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String token = LINE_END.matcher(text).replaceFirst("");
        if (token.isEmpty()) {
            throw new IOException("it is empty");
        }
        if (!valid(token)) {
            throw new IOException("it does not hold " + FORM);
        }
        return token;
    }

    static boolean valid(String token) {
        return TOKEN.matcher(token).matches();
    }

    /**
     * The token that a request presents.
     *
     * @param authorization the values of all its Authorization headers
     */
    static String presented(List<String> authorization) {
        if (authorization.isEmpty()) {
            throw unknown("the request has no Authorization header");
        }
        if (authorization.size() > 1) {
            throw unknown("the request has " + authorization.size() + " Authorization headers");
        }
        Matcher header = HEADER.matcher(authorization.get(0));
        if (!header.matches()) {
            throw unknown("the Authorization header is not 'Bearer' and a token");
        }
        return header.group(1);
    }

    static AccessRefused unknown(String why) {
        return new AccessRefused(
                AccessRefused.Code.UNAUTHENTICATED,
                why
                        + ": present 'Authorization: Bearer TOKEN' with the token of the array's"
                        + " owner, or one that the owner filed under /v1/access");
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
