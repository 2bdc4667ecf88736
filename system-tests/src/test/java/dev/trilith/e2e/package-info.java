/** The stories: the lab as its users install it, on the cluster that KUBECONFIG names. */
@NullMarked
package dev.trilith.e2e;

import org.jspecify.annotations.NullMarked;
