package dev.trilith.operator.app;

import dev.trilith.operator.reconcile.Scope;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * The settings of the operator's image, each also an environment variable ({@code
 * TRILITH_OPERATOR_...}).
 */
@ConfigMapping(prefix = "trilith.operator")
public interface OperatorConfig {
    /** How far the operator sees: all namespaces, or its own. */
    @WithDefault("cluster")
    Scope scope();

    /** The image of arrays whose StorageSubsystem names none. */
    @WithDefault(OperatorSettings.DEFAULT_ARRAY_IMAGE)
    String arrayImage();

    /** How long an array may take to answer. */
    @WithDefault("2s")
    Duration arrayTimeout();

    /** How often what sends no event is looked at. */
    @WithDefault("500ms")
    Duration lookAgain();
}
