/**
 * One reconciler for each kind: translate, snapshot, decide, execute, report. Nothing here knows
 * how a copy is made, nor how an array is dialled.
 */
@NullMarked
package dev.trilith.operator.reconcile;

import org.jspecify.annotations.NullMarked;
