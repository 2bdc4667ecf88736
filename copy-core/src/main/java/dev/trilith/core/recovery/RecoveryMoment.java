package dev.trilith.core.recovery;

import dev.trilith.core.step.Boundary;

/**
 * A boundary that recovery has just reached.
 *
 * @param step the source's number of the step, as in {@link RecoveryStep#step}
 * @param action what the step orders, for example {@code RESYNC H2}
 * @param boundary the instant within the step
 */
public record RecoveryMoment(int step, String action, Boundary boundary) {}
