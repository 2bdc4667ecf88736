/** The array's contract, held against real processes. */
@NullMarked
package dev.trilith.cli.contract;

import org.jspecify.annotations.NullMarked;
