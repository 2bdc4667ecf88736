/** Tables 300, 400, 500 and 600 as text. */
@NullMarked
package dev.trilith.cli.table;

import org.jspecify.annotations.NullMarked;
