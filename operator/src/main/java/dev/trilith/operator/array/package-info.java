/** Arrays behind their management interface. */
@NullMarked
package dev.trilith.operator.array;

import org.jspecify.annotations.NullMarked;
