@NullMarked
package dev.trilith.simulation;

import org.jspecify.annotations.NullMarked;
