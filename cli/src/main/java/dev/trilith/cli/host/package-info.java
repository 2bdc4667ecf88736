/** A host of its own: writes stamps to volumes for as long as it likes, or reads them back. */
@NullMarked
package dev.trilith.cli.host;

import org.jspecify.annotations.NullMarked;
