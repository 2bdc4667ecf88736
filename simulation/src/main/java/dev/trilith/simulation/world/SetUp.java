package dev.trilith.simulation.world;

import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeSpec;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.net.SimTransport;
import dev.trilith.simulation.oracle.Layout;
import dev.trilith.simulation.site.Way;

/** What somebody defines before anything is copied: volumes and pairs, on every array. */
final class SetUp {
    private final World world;
    private final SimProcess process;

    SetUp(World world, SimProcess process) {
        this.world = world;
        this.process = process;
    }

    void carryOut() {
        for (VolumeSpec volume : world.layout().volumes) {
            way(volume.address().array()).defineVolume(volume);
        }
        for (PairDefinition pair : world.layout().pairs) {
            register(pair);
        }
    }

    private void register(PairDefinition pair) {
        String from = pair.primary().array();
        String to = pair.secondary().array();
        boolean internal = from.equals(to);
        way(from).registerPair(pair, internal ? "" : SimTransport.endpointOf(to));
        if (!internal) {
            way(to).registerPair(pair, SimTransport.endpointOf(from));
        }
    }

    private StorageArray way(String array) {
        return new Way(
                world.kernel(),
                world.network(),
                process,
                "setup",
                world.array(Layout.site(array)),
                world.chaos());
    }
}
