package dev.trilith.simulation.world;

import dev.trilith.core.array.ArraySnapshot;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.oracle.GoldenCopies;
import dev.trilith.simulation.site.SimArray;
import dev.trilith.simulation.site.Translation;
import java.util.HashSet;
import java.util.Set;

/** Has a backup site looked at after everything that its control memory made durable. */
final class GoldenWatch {
    private final Kernel kernel;
    private final GoldenCopies golden;
    private final Set<SimProcess> looking = new HashSet<>();

    GoldenWatch(Kernel kernel, GoldenCopies golden) {
        this.kernel = kernel;
        this.golden = golden;
    }

    GoldenCopies golden() {
        return golden;
    }

    void over(SimArray array) {
        array.onOpen(a -> {
            golden.opened(a);
            look(a);
        });
        array.disk()
                .afterForce(path -> {
                    if (path.endsWith("control.journal")) {
                        look(array);
                    }
                });
        array.disk().afterFailure(path -> golden.diskFailed(array));
    }

    private void look(SimArray array) {
        SimProcess process = array.process();
        if (!looking.add(process)) {
            return;
        }
        kernel.spawn(
                process,
                "oracle",
                () -> {
                    ArrayEngine engine = array.engine();
                    if (engine != null) {
                        ArraySnapshot snapshot = Translation.volumesOnly(engine.view());
                        looking.remove(process);
                        golden.check(array, snapshot);
                    } else {
                        looking.remove(process);
                    }
                });
    }
}
