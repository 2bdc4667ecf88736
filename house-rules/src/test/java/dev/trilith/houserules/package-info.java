/** The repository tests itself: import directions, sizes, names, documents. */
@NullMarked
package dev.trilith.houserules;

import org.jspecify.annotations.NullMarked;
