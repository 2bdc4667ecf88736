/** The programs that take part: the array, its peers, and the clients that drive them. */
@NullMarked
package dev.trilith.bench.tool;

import org.jspecify.annotations.NullMarked;
