/** Tests of the package of the same name. */
@NullMarked
package dev.trilith.core.record;

import org.jspecify.annotations.NullMarked;
