/** What a lab run does: the load, the cycles, the disaster, the checks. */
@NullMarked
package dev.trilith.cli.scenario;

import org.jspecify.annotations.NullMarked;
