/** The in-memory array and the contract suite that every array must pass. */
@NullMarked
package dev.trilith.core.array;

import org.jspecify.annotations.NullMarked;
