package dev.trilith.simulation.model;

/** Sites that are lost, and what a recovery must then bring back. */
final class Losses {
    private Losses() {}

    static void lose(Versions all, int site) {
        all.lose(site);
        if (!all.alive(0)) {
            all.required = newest(all);
        }
    }

    /** The farthest site that is there; 0 if there is none behind production. */
    static int last(Versions all) {
        int last = all.chain.sites - 1;
        while (last > 0 && !all.alive(last)) {
            last--;
        }
        return last;
    }

    /** The newest image within the unbroken run of sites that ends at the last. */
    private static int[] newest(Versions all) {
        int[] newest = {};
        for (int site = last(all); site > 0 && all.alive(site); site--) {
            for (boolean pointInTime : new boolean[] {false, true}) {
                if (all.image(site, pointInTime) != Versions.INCOMPLETE) {
                    int first = all.chain.volume(site, pointInTime, 0);
                    int[] found = {all.content[first], all.content[first + 1]};
                    if (newest.length == 0 || sum(found) > sum(newest)) {
                        newest = found;
                    }
                }
            }
        }
        return newest;
    }

    static int sum(int[] image) {
        int sum = 0;
        for (int version : image) {
            sum += version;
        }
        return sum;
    }
}
