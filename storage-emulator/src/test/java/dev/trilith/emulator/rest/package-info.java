/** The management interface in front of an engine that only takes notes. */
@NullMarked
package dev.trilith.emulator.rest;

import org.jspecify.annotations.NullMarked;
