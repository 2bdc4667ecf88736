/** The command that runs such worlds. */
@NullMarked
package dev.trilith.operatorsimulation.command;

import org.jspecify.annotations.NullMarked;
