package dev.trilith.emulator.engine.remote;

import dev.trilith.emulator.engine.LegKey;

/**
 * Who opens a connection, for which leg.
 *
 * @param sender the array with the primaries
 * @param receiver the array with the secondaries
 * @param key group and leg
 * @param term the sender's term for the group
 */
public record LegOpen(String sender, String receiver, LegKey key, long term) {}
