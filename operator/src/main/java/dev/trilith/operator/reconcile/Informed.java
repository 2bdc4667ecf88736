package dev.trilith.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;

/**
 * What a controller watches besides its own resources.
 *
 * @param source wakes the controller
 * @param cache what was seen so far
 * @param <R> the kind that is watched
 * @param <P> the kind that the controller reconciles
 */
public record Informed<R extends HasMetadata, P extends HasMetadata>(
        EventSource<R, P> source, IndexedResourceCache<R> cache) {
    /** Makes what watches; whoever runs the reconcilers says how. */
    @FunctionalInterface
    public interface Maker {
        /** The framework's own informers. */
        Maker OF_THE_FRAMEWORK = new FrameworkInformers();

        /** Begins to watch when the controller starts. */
        <R extends HasMetadata, P extends HasMetadata> Informed<R, P> watch(
                InformerEventSourceConfiguration<R> what, EventSourceContext<P> context);
    }

    private static final class FrameworkInformers implements Maker {
        @Override
        public <R extends HasMetadata, P extends HasMetadata> Informed<R, P> watch(
                InformerEventSourceConfiguration<R> what, EventSourceContext<P> context) {
            InformerEventSource<R, P> informer = new InformerEventSource<>(what, context);
            return new Informed<>(informer, informer);
        }
    }
}
