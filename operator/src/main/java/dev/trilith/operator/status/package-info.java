/** The one door to status: from what happened to conditions, and from there to the API server. */
@NullMarked
package dev.trilith.operator.status;

import org.jspecify.annotations.NullMarked;
