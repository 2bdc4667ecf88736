package dev.trilith.emulator.rest;

import org.jspecify.annotations.Nullable;

/**
 * Whose array this is.
 *
 * @param name as the array was started with, or null; only shown
 */
public record ArrayOwner(@Nullable String name) {}
