@NullMarked
package dev.trilith.simulation.model;

import org.jspecify.annotations.NullMarked;
