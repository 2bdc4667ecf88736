package dev.trilith.core.step;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.core.array.RecordSlot;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Asks every array of a chain once. */
public final class Observation {
    private final CopyChain chain;
    private final ArrayDirectory directory;

    /**
     * @param chain the chain
     * @param directory the way to its arrays
     */
    public Observation(CopyChain chain, ArrayDirectory directory) {
        this.chain = chain;
        this.directory = directory;
    }

    /**
     * What the arrays of {@code sites} show now; the others count as lost.
     *
     * @throws ArrayFault.Contradictory if an array's answer is not understood
     */
    public ChainView observe(Collection<Site> sites) {
        Answers<ArraySnapshot> answers = ask(sites, StorageArray::snapshot);
        return ChainView.of(chain, answers.given(), answers.silent());
    }

    /** The slots of every management volume at {@code sites}. */
    public Answers<List<RecordSlot>> records(Collection<Site> sites) {
        return ask(sites, StorageArray::readRecords);
    }

    private <T> Answers<T> ask(Collection<Site> sites, Function<StorageArray, T> question) {
        Map<String, T> given = new ConcurrentHashMap<>();
        Map<String, ArrayFault> faults = new ConcurrentHashMap<>();
        List<Runnable> calls = new ArrayList<>();
        for (Site site : sites) {
            calls.add(() -> {
                try {
                    given.put(site.array(), question.apply(directory.array(site)));
                } catch (ArrayFault fault) {
                    faults.put(site.array(), fault);
                }
            });
        }
        directory.together(calls);
        Map<String, Finding> silent = new TreeMap<>();
        faults.forEach((array, fault) -> {
            if (fault instanceof ArrayFault.Contradictory) {
                throw fault;
            }
            silent.put(array, Faults.unanswered(fault));
        });
        return new Answers<>(given, silent);
    }

    /**
     * What came back.
     *
     * @param given by array, what it answered
     * @param silent by array, why it did not
     */
    public record Answers<T>(Map<String, T> given, Map<String, Finding> silent) {
        public Answers {
            // In one order everywhere: people read the findings, and compare them.
            given = Collections.unmodifiableSortedMap(new TreeMap<>(given));
            silent = Collections.unmodifiableSortedMap(new TreeMap<>(silent));
        }
    }
}
