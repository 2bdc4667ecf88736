/**
 * Program 122: volume definitions, and the chain of sites and legs that they and the pairs form.
 */
@NullMarked
package dev.trilith.core.definition;

import org.jspecify.annotations.NullMarked;
