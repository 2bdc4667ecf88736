package dev.trilith.core.definition;

import java.util.List;
import java.util.stream.Collectors;

/** Definitions that failed at least one named check; nothing was changed. */
public final class InvalidDefinitionException extends RuntimeException {
    private final transient List<Finding> findings;

    /**
     * @param findings the failed checks, at least one
     */
    public InvalidDefinitionException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining("; ")));
        this.findings = List.copyOf(findings);
    }

    /** The failed checks, the first one first. */
    public List<Finding> findings() {
        return findings;
    }
}
