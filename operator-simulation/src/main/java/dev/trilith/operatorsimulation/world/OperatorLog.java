package dev.trilith.operatorsimulation.world;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What operators log in simulated worlds is nobody's reading: thousands of them are killed. */
final class OperatorLog {
    private static final List<Logger> LOGGERS =
            List.of(
                    Logger.getLogger("dev.trilith.operator"),
                    Logger.getLogger("io.fabric8"),
                    Logger.getLogger("io.javaoperatorsdk"),
                    // Its configuration service's logger bears no name of a class.
                    Logger.getLogger("Default ConfigurationService implementation"));

    private OperatorLog() {}

    static void quiet() {
        LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
    }
}
