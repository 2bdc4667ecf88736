/** R121: recovery of Fig. 12, from the newest surviving record and the surviving arrays. */
@NullMarked
package dev.trilith.core.recovery;

import org.jspecify.annotations.NullMarked;
