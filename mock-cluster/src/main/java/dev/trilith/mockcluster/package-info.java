/**
 * A Kubernetes API inside this process: the fabric8 CRUD server, taught server-side apply and what
 * happens to the contents of a deleted namespace. It serves Kubernetes clients, not {@code
 * kubectl}: it has no discovery, no schema validation, no defaults and no access control.
 */
@NullMarked
package dev.trilith.mockcluster;

import org.jspecify.annotations.NullMarked;
