/** Remote copy over TCP: frames with magic, version and checksums, one connection for each leg. */
@NullMarked
package dev.trilith.emulator.link;

import org.jspecify.annotations.NullMarked;
