package dev.trilith.simulation.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all states, the nearest first.
 *
 * <p>How much went wrong on the way to a state is no part of it: a state that was reached with
 * fewer faults is not looked at again when it is reached with more.
 */
public final class Search {
    /**
     * How much may go wrong on one way.
     *
     * @param crashes of programs
     * @param losses of sites
     * @param others lost answers and freezes that expire
     * @param states gives up after so many
     * @param seconds gives up after so long; 0 for never
     */
    public record Bounds(int crashes, int losses, int others, int states, long seconds) {}

    /**
     * What was found.
     *
     * @param states distinct ones, however many faults the ways to them need
     * @param steps from state to state
     * @param depth of the state that is farthest from the beginning, on the shortest way to it
     * @param whole whether no state was left out
     * @param violations in words, with the way there
     */
    public record Found(int states, long steps, int depth, boolean whole, List<String> violations) {
        public Found {
            violations = List.copyOf(violations);
        }
    }

    private static final int MOST_VIOLATIONS = 5;
    private static final int MOST_FAULTS = 7;
    private final Bounds bounds;
    private final ModelChain chain;
    private final Moves moves;
    private final Map<Fingerprint.Key, Integer> known = new HashMap<>();

    private final Deque<Open> frontier = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<String, String> words = new HashMap<>();
    private int[] parent = new int[1024];
    private int[] depth = new int[1024];
    private String[] by = new String[1024];
    private boolean[] done = new boolean[1024];

    /** The crashes and other faults with which a state was looked at, a bit for each pair. */
    private long[] spent = new long[1024];

    private int[] edgeFrom = new int[4096];
    private int[] edgeTo = new int[4096];
    private int edges;
    private long steps;
    private int deepest;

    private record Open(Node node, int number) {}

    /**
     * A search.
     *
     * @param sites of the chain, 3 or 4
     */
    public Search(int sites, Bounds bounds) {
        if (sites < 3 || sites > 4) {
            throw new IllegalArgumentException("the model has 3 or 4 sites, not " + sites);
        }
        if (bounds.crashes() > MOST_FAULTS || bounds.others() > MOST_FAULTS) {
            throw new IllegalArgumentException(
                    "the model has at most " + MOST_FAULTS + " faults of a kind on one way");
        }
        this.bounds = bounds;
        this.chain = new ModelChain(sites);
        this.moves = new Moves(chain, bounds);
    }

    /** Does it. */
    public Found run() {
        add(new Node(new Versions(chain), null, 0, 0, 0, 0), -1, "");
        boolean whole = true;
        long begun = System.nanoTime();
        long patience = bounds.seconds() == 0 ? Long.MAX_VALUE : bounds.seconds() * 1_000_000_000L;
        while (whole && !frontier.isEmpty() && violations.size() < MOST_VIOLATIONS) {
            whole = known.size() < bounds.states() && System.nanoTime() - begun <= patience;
            if (whole) {
                Open next = frontier.remove();
                expand(next.node(), next.number());
            }
        }
        if (whole && violations.isEmpty()) {
            everyStateLeadsOn();
        }
        return new Found(known.size(), steps, deepest, whole, violations);
    }

    private void expand(Node node, int at) {
        try {
            moves.from(
                    node,
                    new Moves.Sink() {
                        @Override
                        public void next(Node next, boolean fault, String what) {
                            steps++;
                            int to = add(next, at, what);
                            if (!fault && to != at) {
                                edge(at, to);
                            }
                        }

                        @Override
                        public void done() {
                            done[at] = true;
                        }
                    });
        } catch (BrokenPromise broken) {
            violations.add(broken.getMessage() + way(at));
        }
    }

    private int add(Node node, int from, String what) {
        Fingerprint.Key key = Fingerprint.of(node);
        Integer old = known.get(key);
        int number = old == null ? known.size() : old;
        if (old == null) {
            known.put(key, number);
            note(number, from, what);
        }
        if (!lookedAtWithNoMore(node, spent[number])) {
            spent[number] |= bit(node.crashes, node.otherFaults);
            node.all.forgetSnapshots();
            frontier.add(new Open(node, number));
        }
        return number;
    }

    private static long bit(int crashes, int others) {
        return 1L << (crashes * (MOST_FAULTS + 1) + others);
    }

    private static boolean lookedAtWithNoMore(Node node, long spent) {
        for (int crashes = 0; crashes <= node.crashes; crashes++) {
            for (int others = 0; others <= node.otherFaults; others++) {
                if ((spent & bit(crashes, others)) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void note(int number, int from, String what) {
        if (number == parent.length) {
            parent = Arrays.copyOf(parent, 2 * number);
            depth = Arrays.copyOf(depth, 2 * number);
            by = Arrays.copyOf(by, 2 * number);
            done = Arrays.copyOf(done, 2 * number);
            spent = Arrays.copyOf(spent, 2 * number);
        }
        parent[number] = from;
        by[number] = words.computeIfAbsent(what.replaceAll(" as \\d+$", ""), w -> w);
        depth[number] = from < 0 ? 0 : depth[from] + 1;
        deepest = Math.max(deepest, depth[number]);
    }

    private void edge(int from, int to) {
        if (edges == edgeFrom.length) {
            edgeFrom = Arrays.copyOf(edgeFrom, 2 * edges);
            edgeTo = Arrays.copyOf(edgeTo, 2 * edges);
        }
        edgeFrom[edges] = from;
        edgeTo[edges++] = to;
    }

    /** From every state, if nothing more goes wrong, the work can be brought to its end. */
    private void everyStateLeadsOn() {
        int states = known.size();
        int[] first = new int[states + 1];
        for (int i = 0; i < edges; i++) {
            first[edgeTo[i] + 1]++;
        }
        for (int i = 0; i < states; i++) {
            first[i + 1] += first[i];
        }
        int[] into = new int[edges];
        int[] next = first.clone();
        for (int i = 0; i < edges; i++) {
            into[next[edgeTo[i]]++] = edgeFrom[i];
        }
        int[] stack = new int[states];
        int height = 0;
        boolean[] good = new boolean[states];
        for (int i = 0; i < states; i++) {
            if (done[i]) {
                good[i] = true;
                stack[height++] = i;
            }
        }
        while (height > 0) {
            int to = stack[--height];
            for (int i = first[to]; i < first[to + 1]; i++) {
                if (!good[into[i]]) {
                    good[into[i]] = true;
                    stack[height++] = into[i];
                }
            }
        }
        for (int i = 0; i < states && violations.size() < MOST_VIOLATIONS; i++) {
            if (!good[i]) {
                violations.add("liveness: nothing leads on from here" + way(i));
            }
        }
    }

    private String way(int to) {
        Deque<@Nullable String> way = new ArrayDeque<>();
        for (int at = to; at > 0; at = parent[at]) {
            way.addFirst(by[at]);
        }
        StringBuilder text = new StringBuilder();
        way.forEach(step -> text.append("\n    ").append(step));
        return text.toString();
    }
}
