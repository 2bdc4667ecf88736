package dev.trilith.simulation.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * An operating system's process: threads that live, pause and die together. What is killed never
 * runs again, not even its {@code finally} blocks.
 */
public final class SimProcess implements Executor {
    private final Kernel kernel;
    private final String name;
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<Runnable> atDeath = new ArrayList<>();
    private boolean alive = true;
    private boolean paused;

    SimProcess(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /** For people. */
    public String name() {
        return name;
    }

    /** Whether it was not killed. */
    public boolean alive() {
        return alive;
    }

    @Override
    public void execute(Runnable task) {
        if (!alive) {
            return;
        }
        if (paused) {
            held.add(task);
        } else {
            kernel.ready(this, task);
        }
    }

    /** Whether somebody calls who is no part of the simulation. */
    boolean calledFromOutside() {
        return kernel.calledFromOutside();
    }

    /** Ends it as SIGKILL does. */
    public void kill() {
        if (alive) {
            alive = false;
            held.clear();
            List<Runnable> told = List.copyOf(atDeath);
            atDeath.clear();
            told.forEach(Runnable::run);
        }
    }

    /** Tells the world outside, once, that it died. */
    public void atDeath(Runnable notice) {
        atDeath.add(notice);
    }

    /** Stops it as SIGSTOP does. */
    public void pause() {
        paused = true;
    }

    /** Lets it go on. */
    public void resume() {
        paused = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::execute);
    }

    /** Whether it is stopped. */
    public boolean paused() {
        return paused;
    }

    @Override
    public String toString() {
        return name;
    }
}
