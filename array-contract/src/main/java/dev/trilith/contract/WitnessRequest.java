package dev.trilith.contract;

/**
 * Writes the witness: {@code PUT /v1/management-volumes/{port}/{lu}/witness}.
 *
 * @param fence group, term and number; the leg is empty
 * @param text at most 1024 bytes of UTF-8
 */
public record WitnessRequest(FenceRequest fence, String text) {}
