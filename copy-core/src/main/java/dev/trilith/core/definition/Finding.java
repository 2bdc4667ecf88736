package dev.trilith.core.definition;

/**
 * Something a person must know: a failed check, or why a program is where it is.
 *
 * @param reason one CamelCase word, fit to be the reason of a Kubernetes condition
 * @param message what happened, to which object, and the way out
 */
public record Finding(String reason, String message) {
    @Override
    public String toString() {
        return reason + ": " + message;
    }
}
