package dev.trilith.core.recovery;

/**
 * One step of a recovery plan.
 *
 * @param order position in the plan, from 1
 * @param step the number of the source's step, for example {@code 1110}; {@code 1200} to seal,
 *     {@code 1210} to collect, {@code 1230} for host access
 * @param action what is ordered, for example {@code RESYNC H2}
 * @param reason why
 * @param sourceImage the image that is copied or kept, for example {@code cut 7}
 * @param atRisk what would be lost if a further disaster struck during the step
 * @param expectedRecoveryPoint what the recovering site can fall back on after the step
 */
public record RecoveryStep(
        int order,
        int step,
        String action,
        String reason,
        String sourceImage,
        String atRisk,
        String expectedRecoveryPoint) {}
