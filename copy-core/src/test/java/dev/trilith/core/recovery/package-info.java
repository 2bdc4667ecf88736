/** Recovery and the copy cycle under every disaster. */
@NullMarked
package dev.trilith.core.recovery;

import org.jspecify.annotations.NullMarked;
