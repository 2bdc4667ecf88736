package dev.trilith.cli.scenario;

/** What a lab run rehearses. */
public enum Scenario {
    /** Production is lost; local and remote survive. */
    PRODUCTION_LOSS("production-loss"),
    /** Production and local are lost; only remote survives. */
    REGIONAL_LOSS("regional-loss"),
    /** Nothing is lost: cycles only. */
    STEADY("steady");

    private final String label;

    Scenario(String label) {
        this.label = label;
    }

    /** The word used on the command line and in reports. */
    public String label() {
        return label;
    }

    /** How many sites are destroyed, from the chain's first on. */
    public int lostSites() {
        return switch (this) {
            case PRODUCTION_LOSS -> 1;
            case REGIONAL_LOSS -> 2;
            case STEADY -> 0;
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
