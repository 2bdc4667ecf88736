package dev.trilith.operator.reconcile;

/** How far an operator sees. The same resources behave the same under both. */
public enum Scope {
    /** All namespaces: one operator looks after every site. */
    CLUSTER,
    /**
     * Its own namespace: one operator for each site. Other sites are reached at the endpoint and
     * with the token of an external StorageSubsystem; of their namespaces it sees only whether they
     * are there.
     */
    SITE
}
