package dev.trilith.contract;

import org.jspecify.annotations.Nullable;

/**
 * An error, as {@code application/problem+json}.
 *
 * @param status the HTTP status
 * @param title what kind of error
 * @param detail what happened, to which object, what to do
 * @param code the refusal's name, for example {@code OLD_TERM}; null where the array refused
 *     nothing but did not understand
 */
public record ProblemDocument(
        int status, String title, @Nullable String detail, @Nullable String code) {}
