/** Labs that were installed in real clusters, reached as kubectl would reach them. */
@NullMarked
package dev.trilith.cli.cluster;

import org.jspecify.annotations.NullMarked;
