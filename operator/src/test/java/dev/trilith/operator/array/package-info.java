/** The client of the management interface, against a server that notes what it is sent. */
@NullMarked
package dev.trilith.operator.array;

import org.jspecify.annotations.NullMarked;
