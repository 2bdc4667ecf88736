package dev.trilith.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Where the operator's and the API's own logs go: to the terminal nothing, to the lab's folder what
 * matters.
 */
public final class LabLogging implements AutoCloseable {
    private final Logger root;
    private final Handler file;

    private LabLogging(Logger root, Handler file) {
        this.root = root;
        this.file = file;
    }

    /** Keeps the log off the terminal. */
    public static void quiet() {
        LogManager.getLogManager().reset();
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /** From now on also writes the log to {@code lab.log} in {@code folder}. */
    static LabLogging to(Path folder) throws IOException {
        Files.createDirectories(folder);
        Handler file = new FileHandler(folder.resolve("lab.log").toString(), true);
        file.setFormatter(new SimpleFormatter());
        file.setLevel(Level.WARNING);
        Logger root = Logger.getLogger("");
        root.addHandler(file);
        return new LabLogging(root, file);
    }

    @Override
    public void close() {
        root.removeHandler(file);
        file.close();
    }
}
