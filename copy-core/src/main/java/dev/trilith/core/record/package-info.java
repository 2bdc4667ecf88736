/** Table 600: the copy-management record, its order, its legality and its text form. */
@NullMarked
package dev.trilith.core.record;

import org.jspecify.annotations.NullMarked;
