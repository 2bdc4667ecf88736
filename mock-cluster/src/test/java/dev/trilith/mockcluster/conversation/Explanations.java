package dev.trilith.mockcluster.conversation;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where the model is known to differ from a real API server, and why that is left so. */
final class Explanations {
    private final List<Explanation> explanations;
    private final List<Explanation> unused;

    private Explanations(List<Explanation> explanations) {
        this.explanations = explanations;
        this.unused = new ArrayList<>(explanations);
    }

    /**
     * One reason.
     *
     * @param reason why the model differs
     * @param exchanges a regular expression for ids of exchanges
     * @param where a regular expression for paths in the answer
     */
    record Explanation(String reason, Pattern exchanges, Pattern where) {
        boolean covers(Difference difference) {
            return exchanges.matcher(difference.id()).matches()
                    && where.matcher(difference.where()).matches();
        }
    }

    static Explanations read() throws IOException {
        return new Explanations(Script.read("explained.yaml", "", new TypeReference<>() {}));
    }

    /** The differences that nothing explains. */
    List<Difference> unexplained(List<Difference> differences) {
        return differences.stream().filter(difference -> !explained(difference)).toList();
    }

    /** What explained nothing so far. */
    List<Explanation> unused() {
        return unused;
    }

    private boolean explained(Difference difference) {
        boolean found = false;
        for (Explanation explanation : explanations) {
            if (explanation.covers(difference)) {
                unused.remove(explanation);
                found = true;
            }
        }
        return found;
    }
}
