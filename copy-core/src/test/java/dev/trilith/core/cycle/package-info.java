/** The copy cycle under test. */
@NullMarked
package dev.trilith.core.cycle;

import org.jspecify.annotations.NullMarked;
