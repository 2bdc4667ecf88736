package dev.trilith.operator.status;

/** Every event that the operator can send: surprises and turning points, never routine. */
public enum EventReason {
    /** The cycle cannot go on; host writes do. */
    CYCLE_DEGRADED("CycleDegraded", true),
    /** The cycle goes on again. */
    CYCLE_RESUMED("CycleResumed", false),
    /** Somebody with a higher term has taken over. */
    CYCLE_FENCED("CycleFenced", true),
    /** A contradiction that only a person can clear. */
    CYCLE_STOPPED("CycleStopped", true),
    /** A site is lost. */
    SITE_LOST("SiteLost", true),
    /** A recovery was created. */
    RECOVERY_CREATED("RecoveryCreated", false),
    /** A recovery should be created by a person. */
    RECOVERY_SUGGESTED("RecoverySuggested", true),
    /** Hosts have access at this site. */
    RECOVERY_FINISHED("RecoveryFinished", false),
    /** The recovery cannot end well. */
    RECOVERY_FAILED("RecoveryFailed", true),
    /** A leg was dissolved because its last pair's resource was deleted. */
    LEG_DISSOLVED("LegDissolved", false),
    /** A deleted pair stays on its arrays, against its deletion policy. */
    DELETION_NOT_CARRIED_OUT("DeletionNotCarriedOut", true);

    private final String word;
    private final boolean warning;

    EventReason(String word, boolean warning) {
        this.word = word;
        this.warning = warning;
    }

    /** The word that Kubernetes shows. */
    public String word() {
        return word;
    }

    /** {@code Warning} or {@code Normal}. */
    public String type() {
        return warning ? "Warning" : "Normal";
    }
}
