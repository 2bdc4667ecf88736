/** A whole world from one seed: sites, programs, hosts, and everything that goes wrong. */
@NullMarked
package dev.trilith.simulation.world;

import org.jspecify.annotations.NullMarked;
