/** Tests of the image archives and of the script that loads them. */
@NullMarked
package dev.trilith.images;

import org.jspecify.annotations.NullMarked;
