package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import dev.trilith.operator.translate.ArrayDialer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Dials each site's array at the endpoint that the site names and with the token that its owner
 * gave, several at the same time. Safe for use by several threads.
 */
final class SiteDirectory implements ArrayDirectory {
    private final ArrayDialer dialer;
    private final Executor calls;
    private volatile Map<String, String> tokens;

    /**
     * @param world has the way to arrays, and threads that wait for their answers
     * @param tokens what each array is shown, by the array's name; an open array has none
     */
    SiteDirectory(ReconcilerWorld world, Map<String, String> tokens) {
        this.dialer = world.dialer();
        this.calls = world.programs().threads().calls();
        this.tokens = Map.copyOf(tokens);
    }

    /** Uses other tokens from the next call on. */
    void tokens(Map<String, String> changed) {
        tokens = Map.copyOf(changed);
    }

    /** Uses these tokens from the next call on, and those of before for other arrays. */
    void learn(Map<String, String> changed) {
        Map<String, String> all = new HashMap<>(tokens);
        all.putAll(changed);
        tokens = Map.copyOf(all);
    }

    @Override
    public StorageArray array(Site site) {
        if (site.endpoint().isEmpty()) {
            throw new ArrayFault.Unreachable(
                    site.array(),
                    "no endpoint is known of array " + site.array() + " of site " + site.name());
        }
        return dialer.dial(site.array(), site.endpoint(), tokens.get(site.array()));
    }

    @Override
    public void together(List<Runnable> questions) {
        if (questions.size() < 2) {
            questions.forEach(Runnable::run);
            return;
        }
        CompletableFuture.allOf(
                        questions.stream()
                                .map(call -> CompletableFuture.runAsync(call, calls))
                                .toArray(CompletableFuture[]::new))
                .join();
    }
}
