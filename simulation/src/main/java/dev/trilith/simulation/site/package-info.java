/** What stands in a site: an array on its machine, and a program's way to it. */
@NullMarked
package dev.trilith.simulation.site;

import org.jspecify.annotations.NullMarked;
