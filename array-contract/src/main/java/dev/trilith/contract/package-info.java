/**
 * The messages of an array's management interface (REST, version 1). No logic: both sides bring
 * their own rules. Text fields that a message leaves out arrive as null and are refused by the
 * array with a problem document that names them.
 */
@NullMarked
package dev.trilith.contract;

import org.jspecify.annotations.NullMarked;
