package dev.trilith.mockcluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** A server's and a model's side of the same conversation. */
record Comparison(
        int exchanges,
        int equal,
        List<Difference> unexplained,
        List<Explanations.Explanation> unused) {

    static Comparison of(List<Exchange> server, List<Exchange> model) throws IOException {
        Explanations explanations = Explanations.read();
        List<Difference> all = Difference.between(server, model);
        List<Difference> unexplained = explanations.unexplained(all);
        long different = all.stream().map(Difference::id).distinct().count();
        return new Comparison(
                server.size(),
                (int) (server.size() - different),
                unexplained,
                explanations.unused());
    }

    /** Prints the totals, and fails on what is not explained or explained for nothing. */
    void check() {
        long open = unexplained.stream().map(Difference::id).distinct().count();
        System.out.printf(
                "FIGURE conversation: %d exchanges, %d equal, %d explained, %d unexplained%n",
                exchanges, equal, exchanges - equal - open, open);
        assertThat(unexplained.stream().map(Difference::toString).collect(Collectors.joining("\n")))
                .as("differences that explained.yaml does not list")
                .isEmpty();
        assertThat(unused).as("what explained.yaml lists and no longer occurs").isEmpty();
    }
}
