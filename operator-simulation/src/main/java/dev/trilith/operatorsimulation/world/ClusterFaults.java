package dev.trilith.operatorsimulation.world;

import dev.trilith.mockcluster.InProcessApi.Sent;
import dev.trilith.operatorsimulation.api.ApiFaults;
import dev.trilith.operatorsimulation.api.ApiServer;
import dev.trilith.simulation.kernel.Kernel;
import dev.trilith.simulation.kernel.SimProcess;
import dev.trilith.simulation.world.World;

/** What goes wrong between the operator and the API server, drawn from the seed. */
final class ClusterFaults implements ApiFaults {
    private static final long MILLI = 1_000_000L;
    private static final int LONGEST_OUTAGE_MILLIS = 30_000;
    private final World world;
    private final Kernel kernel;
    private final int refusalOneIn;
    private final int watchOneIn;
    private final int deathOneIn;
    private final int outageOneIn;
    private final String place;
    private boolean on;
    private boolean away;
    private int outages;

    /**
     * Nothing goes wrong yet.
     *
     * @param place where the operator stands
     */
    ClusterFaults(World world, String place) {
        this.world = world;
        this.place = place;
        this.kernel = world.kernel();
        this.refusalOneIn = 3 + kernel.random().nextInt(30);
        this.watchOneIn = 3 + kernel.random().nextInt(20);
        this.deathOneIn = 40 + kernel.random().nextInt(200);
        this.outageOneIn = 20 + kernel.random().nextInt(100);
    }

    void on(boolean now) {
        on = now;
        back();
    }

    /**
     * From a request on the API server is not there for the operator, though it is for others: the
     * way is cut, or the one of several servers that it talks to is started anew.
     */
    private void goAway() {
        if (away || !world.network().joined(place, ApiServer.PLACE)) {
            return;
        }
        boolean silent = kernel.random().nextInt(3) == 0;
        if (silent) {
            world.network().cut(place, ApiServer.PLACE);
        } else {
            kernel.say(ApiServer.PLACE, "is away");
            away = true;
        }
        world.totals().add("api outages", 1);
        int outage = ++outages;
        int longest = 1 + kernel.random().nextInt(LONGEST_OUTAGE_MILLIS);
        long length = MILLI * (1 + kernel.random().nextInt(longest));
        kernel.after(
                length,
                () -> {
                    if (outage == outages) {
                        back();
                    }
                });
    }

    private void back() {
        outages++;
        world.network().join(place, ApiServer.PLACE);
        if (away) {
            kernel.say(ApiServer.PLACE, "is back");
            away = false;
        }
    }

    @Override
    public boolean away() {
        return away;
    }

    @Override
    public void at(Boundary boundary, Sent sent, SimProcess caller) {
        if (!on || !caller.alive() || world.operator() != caller || sent.method().equals("GET")) {
            return;
        }
        if (kernel.random().nextInt(outageOneIn) == 0) {
            goAway();
        }
        if (kernel.random().nextInt(deathOneIn) != 0) {
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
        return counted(all[1 + kernel.random().nextInt(all.length - 1)]);
    }

    /** A server that was started anew often knows nothing of what came before. */
    @Override
    public Watched resumed(String plural) {
        return kernel.random().nextInt(4) == 0 ? Watched.TOLD : counted(Watched.EXPIRED);
    }

    private Watched counted(Watched watched) {
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
