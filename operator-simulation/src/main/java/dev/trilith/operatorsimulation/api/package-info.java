/** The Kubernetes API server of a simulated world, and the ways to it. */
@NullMarked
package dev.trilith.operatorsimulation.api;

import org.jspecify.annotations.NullMarked;
