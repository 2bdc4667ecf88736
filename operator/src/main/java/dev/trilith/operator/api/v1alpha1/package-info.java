/**
 * The resources of {@code trilith.dev/v1alpha1}: what a user may say of arrays, volumes, pairs and
 * cycles, and what the operator says back. Every rule that a schema can hold stands on the field it
 * rules. Optional fields are null here when a user leaves them out; the API server fills in those
 * with a default.
 */
@NullMarked
package dev.trilith.operator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
