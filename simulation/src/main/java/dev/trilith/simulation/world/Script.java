package dev.trilith.simulation.world;

import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.site.Way;

/** Is told of every boundary of the requests of the program that counts, and may strike there. */
@FunctionalInterface
public interface Script {
    /**
     * Called in the thread that is at the boundary: the caller's, or after the commit the array's.
     */
    void at(Way.Boundary boundary, Way.Request request, SimProcess caller);
}
