package dev.trilith.simulation.model;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The way of all programs to the arrays of the state that is looked at, and their clock. */
final class Bench implements ArrayDirectory, InstantSource {
    /** The program dies. */
    static final class Crash extends Error {
        private Crash() {
            super("crash", null, false, false);
        }
    }

    /**
     * What goes wrong during a word of a program; numbers of calls begin with 1, 0 is never.
     *
     * @param crashAfter the program dies when this call has had its effect
     * @param answerLost the answer of this call does not arrive
     * @param lostAfter a site is lost when this call has had its effect
     * @param site which
     */
    record Mishap(int crashAfter, int answerLost, int lostAfter, int site) {
        static final Mishap NONE = new Mishap(0, 0, 0, 0);
    }

    private final ModelChain chain;
    private final List<StorageArray> arrays = new ArrayList<>();
    private Versions all;
    private Mishap mishap = Mishap.NONE;
    private long millis;
    private int calls;

    Bench(ModelChain chain) {
        this.chain = chain;
        this.all = new Versions(chain);
        for (int site = 0; site < chain.sites; site++) {
            arrays.add(new ModelArray(this, chain, site));
        }
    }

    /** From now on this state is the arrays', and this goes wrong. */
    void set(Versions state, long clock, Mishap next) {
        all = state;
        millis = clock;
        mishap = next;
        calls = 0;
    }

    ModelChain chain() {
        return chain;
    }

    Versions all() {
        return all;
    }

    /** Changing calls that an array carried out or refused since the last {@link #set}. */
    int calls() {
        return calls;
    }

    @Override
    public StorageArray array(Site site) {
        return arrays.get(ModelChain.site(site.array()));
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }

    /** A changing call has had its effect. */
    void called(int site) {
        calls++;
        Invariants.check(all);
        if (calls == mishap.lostAfter()) {
            Losses.lose(all, mishap.site());
        }
        if (calls == mishap.crashAfter()) {
            throw new Crash();
        }
        if (calls == mishap.answerLost()) {
            throw new ArrayFault.Unreachable(ModelChain.array(site), "the answer was lost");
        }
    }
}
