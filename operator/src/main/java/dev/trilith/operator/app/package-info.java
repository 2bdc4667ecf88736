/** Putting the operator together: as plain objects, and as a Quarkus application. */
@NullMarked
package dev.trilith.operator.app;

import org.jspecify.annotations.NullMarked;
