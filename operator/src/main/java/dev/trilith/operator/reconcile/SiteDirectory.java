package dev.trilith.operator.reconcile;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.Site;
import dev.trilith.operator.translate.ArrayDialer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Dials each site's array at the endpoint that the site names, several at the same time. */
final class SiteDirectory implements ArrayDirectory {
    /** Threads that mostly wait for an answer. */
    private static final Executor CALLS = call -> Thread.ofVirtual().name("array-call").start(call);

    private final ArrayDialer dialer;

    SiteDirectory(ArrayDialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public StorageArray array(Site site) {
        if (site.endpoint().isEmpty()) {
            throw new ArrayFault.Unreachable(
                    site.array(),
                    "no endpoint is known of array " + site.array() + " of site " + site.name());
        }
        return dialer.dial(site.array(), site.endpoint(), null);
    }

    @Override
    public void together(List<Runnable> calls) {
        if (calls.size() < 2) {
            calls.forEach(Runnable::run);
            return;
        }
        CompletableFuture.allOf(
                        calls.stream()
                                .map(call -> CompletableFuture.runAsync(call, CALLS))
                                .toArray(CompletableFuture[]::new))
                .join();
    }
}
