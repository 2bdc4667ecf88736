/** What several tests of the command line share. */
@NullMarked
package dev.trilith.cli.testing;

import org.jspecify.annotations.NullMarked;
