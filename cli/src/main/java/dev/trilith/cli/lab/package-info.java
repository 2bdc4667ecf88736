/** The embedded lab: an API server, a stand-in for the cluster behind it, and the operator. */
@NullMarked
package dev.trilith.cli.lab;

import org.jspecify.annotations.NullMarked;
