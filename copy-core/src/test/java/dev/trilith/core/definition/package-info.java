/** Tests of the package of the same name. */
@NullMarked
package dev.trilith.core.definition;

import org.jspecify.annotations.NullMarked;
