/** What both programs share: the observed chain, the writing of records, the result of a word. */
@NullMarked
package dev.trilith.core.step;

import org.jspecify.annotations.NullMarked;
