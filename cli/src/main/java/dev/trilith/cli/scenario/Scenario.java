package dev.trilith.cli.scenario;

import java.util.List;

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

    /** The sites destroyed, in this order. */
    public List<String> lostSites() {
        return switch (this) {
            case PRODUCTION_LOSS -> List.of("production");
            case REGIONAL_LOSS -> List.of("production", "local");
            case STEADY -> List.of();
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
