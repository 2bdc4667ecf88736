/** What is installed with Helm, kustomize or GitOps tools, tested without a cluster. */
@NullMarked
package dev.trilith.helm;

import org.jspecify.annotations.NullMarked;
