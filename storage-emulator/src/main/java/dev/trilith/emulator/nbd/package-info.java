/**
 * Volumes as hosts reach them: a network block device (NBD) server, fixed newstyle.
 *
 * <p>{@link dev.trilith.emulator.nbd.NbdServer} listens, one TCP listener for each array port. A
 * connection first haggles over options ({@code Handshake}, one {@code OptionHandler} for each
 * option), then carries commands ({@code Transmission}). Nothing here knows a rule of the array:
 * what may be written when is the engine's word.
 */
@NullMarked
package dev.trilith.emulator.nbd;

import org.jspecify.annotations.NullMarked;
