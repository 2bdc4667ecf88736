/** What a lab run found, as JSON. */
@NullMarked
package dev.trilith.cli.report;

import org.jspecify.annotations.NullMarked;
