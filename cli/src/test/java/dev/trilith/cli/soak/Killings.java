package dev.trilith.cli.soak;

import dev.trilith.cli.lab.Lab;
import dev.trilith.operator.api.v1alpha1.ChainSite;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Who is killed next, and when: chance decides, and one seed decides for chance. Not thread-safe.
 */
final class Killings {
    private static final double MEAN_MILLIS = 2_500;

    private final SplittableRandom random;
    private final Lab lab;
    private final OperatorProcess operator;
    private boolean begun;
    private long arrays;
    private long operators;

    Killings(long seed, Lab lab, OperatorProcess operator) {
        this.random = new SplittableRandom(seed);
        this.lab = lab;
        this.operator = operator;
    }

    /** Processes of arrays that were killed. */
    long arrays() {
        return arrays;
    }

    /** Processes of operators that were killed. */
    long operators() {
        return operators;
    }

    /** How long it is until the next blow. */
    long nextNanos() {
        return (long) (-Math.log(1 - random.nextDouble()) * MEAN_MILLIS * 1e6);
    }

    /** Kills one of them, if it is there; it is started again soon. */
    void strike() {
        List<ChainSite> sites = lab.chain();
        // The operator first, so that even a short soak kills both kinds.
        int victim = begun ? random.nextInt(sites.size() + 1) : sites.size();
        begun = true;
        if (victim < sites.size()) {
            Optional<ProcessHandle> array = lab.arrayProcess(sites.get(victim));
            if (array.isPresent() && array.get().destroyForcibly()) {
                arrays++;
            }
        } else if (operator.kill()) {
            operators++;
        }
    }
}
