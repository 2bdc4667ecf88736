/** What the engine asks of the link between arrays, and what it does for the other end. */
@NullMarked
package dev.trilith.emulator.engine.remote;

import org.jspecify.annotations.NullMarked;
