/** What a run says: ratios, the table, the picture, the page. */
@NullMarked
package dev.trilith.bench.report;

import org.jspecify.annotations.NullMarked;
