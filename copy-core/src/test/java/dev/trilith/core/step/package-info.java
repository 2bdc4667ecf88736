@NullMarked
package dev.trilith.core.step;

import org.jspecify.annotations.NullMarked;
