package dev.trilith.operatorsimulation.world;

import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.operatorsimulation.api.ApiFaults;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.world.World;

/** What goes wrong between the operator and the API server, drawn from the seed. */
final class ClusterFaults implements ApiFaults {
    private static final long MILLI = 1_000_000L;
    private final World world;
    private final Kernel kernel;
    private final int refusalOneIn;
    private final int watchOneIn;
    private final int deathOneIn;
    private boolean on;

    ClusterFaults(World world) {
        this.world = world;
        this.kernel = world.kernel();
        this.refusalOneIn = 3 + kernel.random().nextInt(30);
        this.watchOneIn = 3 + kernel.random().nextInt(20);
        this.deathOneIn = 40 + kernel.random().nextInt(200);
    }

    void on(boolean now) {
        on = now;
    }

    @Override
    public void at(Boundary boundary, Sent sent, SimProcess caller) {
        if (!on
                || !caller.alive()
                || world.operator() != caller
                || sent.method().equals("GET")
                || kernel.random().nextInt(deathOneIn) != 0) {
            return;
        }
        String place = "api " + sent.method() + " " + what(sent) + " " + boundary;
        kernel.say(caller.name(), "killed at " + place);
        world.totals().place(place);
        world.totals().add("api kills", 1);
        kernel.after(MILLI * (1 + kernel.random().nextInt(2_000)), world::startOperator);
        if (boundary == Boundary.AFTER_COMMIT) {
            caller.kill();
        } else {
            kernel.die(caller);
        }
    }

    private static String what(Sent sent) {
        String path = sent.uri().replaceFirst("\\?.*", "");
        String[] parts = path.split("/", -1);
        int at = path.startsWith("/apis/") ? 4 : 3;
        boolean nested = parts.length > at + 2 && parts[at].equals("namespaces");
        String plural = parts[nested ? at + 2 : at];
        return path.endsWith("/status") ? plural + "/status" : plural;
    }

    @Override
    public Fate fate(Sent sent) {
        if (!on || kernel.random().nextInt(refusalOneIn) != 0) {
            return Fate.SERVED;
        }
        Fate[] all = Fate.values();
        Fate fate = all[1 + kernel.random().nextInt(all.length - 1)];
        if (fate == Fate.CONFLICT && sent.method().equals("GET")) {
            fate = Fate.INTERNAL;
        }
        world.totals().add("api " + fate, 1);
        if (!sent.method().equals("GET")) {
            kernel.say("api-server", fate + " " + sent.method() + " " + what(sent));
        }
        return fate;
    }

    @Override
    public Watched watched(String plural) {
        if (!on || kernel.random().nextInt(watchOneIn) != 0) {
            return Watched.TOLD;
        }
        Watched[] all = Watched.values();
        Watched watched = all[1 + kernel.random().nextInt(all.length - 1)];
        world.totals().add("api watch " + watched, 1);
        return watched;
    }

    @Override
    public int stale(String plural, int events) {
        if (!on || events == 0 || kernel.random().nextInt(3) != 0) {
            return 0;
        }
        int stale = 1 + kernel.random().nextInt(events);
        world.totals().add("api stale lists", 1);
        return stale;
    }
}
