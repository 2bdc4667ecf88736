package dev.trilith.contract;

/**
 * One slot of a management volume: {@code GET /v1/management-volumes} returns both slots of each.
 *
 * @param port the management volume's port
 * @param lu the management volume's LU
 * @param slot 0 or 1
 * @param state {@code EMPTY}, {@code WHOLE} or {@code CORRUPT}
 * @param content the record's text if WHOLE, else empty
 */
public record SlotDocument(String port, String lu, int slot, String state, String content) {}
