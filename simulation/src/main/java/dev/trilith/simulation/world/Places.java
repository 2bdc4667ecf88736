package dev.trilith.simulation.world;

import dev.trilith.simulation.site.Way;
import java.util.List;
import java.util.stream.Stream;

/** Where a program can be struck: step, request, and each boundary of it. */
public final class Places {
    /** The step of a program that was started and has announced none yet. */
    public static final String START = "start";

    /*
     * The SUSPEND with which step 1105 leaves a freeze is no place here: it follows a RESUME that was
     * refused while the freeze goes on, and no world was seen to give one.
     */
    private static final List<String> REQUESTS =
            List.of(
                    START + " seal",
                    START + " record",
                    "1105 record",
                    "1105 order RESYNC",
                    "1105 order SPLIT",
                    "1110 record",
                    "1110 order RESYNC",
                    "1115 record",
                    "1115 witness",
                    "1115 order FREEZE",
                    "1120 record",
                    "1120 order SPLIT",
                    "1125 record",
                    "1125 order RESUME",
                    "1130 record",
                    "1130 order RESYNC",
                    "1135 record",
                    "1135 order SUSPEND",
                    "R121 seal",
                    "R121 record",
                    "R121 order RESYNC",
                    "R121 order SPLIT",
                    "R121 order SUSPEND",
                    "R121 order TAKEOVER");

    private Places() {}

    /** All that many worlds must strike. */
    public static List<String> all() {
        return REQUESTS.stream()
                .flatMap(request ->
                        Stream.of(Way.Boundary.values()).map(boundary -> request + " " + boundary))
                .toList();
    }
}
