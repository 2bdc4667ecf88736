/** Tests of the link between arrays. */
@NullMarked
package dev.trilith.emulator.link;

import org.jspecify.annotations.NullMarked;
