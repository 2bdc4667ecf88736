package dev.trilith.core.step;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Leg;
import java.util.List;
import java.util.TreeSet;

/** What is said of a copy that was begun and broke before it arrived. */
public final class BrokenCopy {
    private BrokenCopy() {}

    /** Asks both arrays of the leg what troubles them. */
    public static Finding finding(CopyChain chain, ArrayDirectory directory, Leg leg) {
        StringBuilder words = new StringBuilder();
        for (String array : new TreeSet<>(List.of(leg.primaryArray(), leg.secondaryArray()))) {
            String trouble = trouble(chain, directory, array);
            if (!trouble.isEmpty()) {
                words.append("; array ").append(array).append(" says: ").append(trouble);
            }
        }
        return new Finding(
                "CopyBroken",
                "the copy of leg "
                        + leg
                        + " broke before it arrived"
                        + words
                        + "; it is tried again, and the image behind it is kept meanwhile: make"
                        + " room where a disk is full, mend the link where it is down");
    }

    private static String trouble(CopyChain chain, ArrayDirectory directory, String array) {
        try {
            return directory.array(chain.siteOf(array).orElseThrow()).trouble();
        } catch (ArrayFault e) {
            return String.valueOf(e.getMessage());
        }
    }
}
