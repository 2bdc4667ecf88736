package dev.trilith.contract;

/**
 * A volume's place.
 *
 * @param array the storage subsystem's name, for example {@code 2a}
 * @param port the port's name, for example {@code 201b}
 * @param lu the logical unit's name, for example {@code LU0}
 */
public record AddressDocument(String array, String port, String lu) {}
