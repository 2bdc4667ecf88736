/** From resources to the words of copy-core, and to the objects that run an array. */
@NullMarked
package dev.trilith.operator.translate;

import org.jspecify.annotations.NullMarked;
