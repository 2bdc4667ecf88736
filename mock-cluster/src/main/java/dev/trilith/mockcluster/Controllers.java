package dev.trilith.mockcluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trilith.mockcluster.ObjectStore.Change;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What the controllers of a real cluster do about a change, some time later. */
final class Controllers implements Consumer<Change> {
    private final ModelApi api;
    private final Executor later;
    private final Consumer<String> terminating;

    /**
     * @param api whose changes these are
     * @param later does their work, one piece after the other
     * @param terminating is told of a namespace that is being deleted, before it is emptied
     */
    Controllers(ModelApi api, Executor later, Consumer<String> terminating) {
        this.api = api;
        this.later = later;
        this.terminating = terminating;
    }

    @Override
    public void accept(Change change) {
        ObjectNode before = change.before();
        ObjectNode after = change.after();
        if (change.type().kind().equals("Namespace")
                && after != null
                && ObjectWrites.terminating(after)
                && (before == null || !ObjectWrites.terminating(before))) {
            later.execute(() -> terminate(change.key().name()));
        }
        if (after == null && before != null) {
            String uid = before.at("/metadata/uid").asText();
            later.execute(() -> api.collect(uid));
            if (!change.key().namespace().isEmpty()) {
                later.execute(() -> api.release(change.key().namespace()));
            }
        }
    }

    private void terminate(String namespace) {
        terminating.accept(namespace);
        api.empty(namespace);
        api.release(namespace);
    }
}
