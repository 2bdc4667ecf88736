package dev.trilith.simulation.model;

import dev.trilith.core.array.Fence;
import dev.trilith.core.array.PairStatus;
import dev.trilith.core.array.VolumeAddress;
import org.jspecify.annotations.Nullable;

/** What holds in every state. */
final class Invariants {
    private Invariants() {}

    static void check(Versions all) {
        for (int site = 1; site < all.chain.sites; site++) {
            if (!all.alive(site)) {
                continue;
            }
            boolean landing = whole(all, site, false);
            boolean pointInTime = whole(all, site, true);
            if (landing || pointInTime) {
                all.everComplete |= 1 << site;
            } else if ((all.everComplete >> site & 1) == 1) {
                throw new BrokenPromise("golden", "site " + site + " has no image any more");
            }
        }
        sameNames(all);
        inStep(all);
    }

    private static boolean whole(Versions all, int site, boolean pointInTime) {
        if (all.image(site, pointInTime) == Versions.INCOMPLETE) {
            return false;
        }
        int first = all.chain.volume(site, pointInTime, 0);
        if (Math.abs(all.content[first] - all.content[first + 1]) != 1) {
            throw new BrokenPromise(
                    "cut",
                    "site "
                            + site
                            + (pointInTime ? " point in time" : " landing")
                            + " says it is an image and holds writes "
                            + all.content[first]
                            + " and "
                            + all.content[first + 1]);
        }
        return true;
    }

    /** Volumes that bear one cut's name hold the same. */
    private static void sameNames(Versions all) {
        int groups = all.chain.sites * 2;
        for (int one = 2; one < groups; one++) {
            for (int other = one + 1; other < groups && still(all, one); other++) {
                int a = one * ModelChain.WIDTH;
                int b = other * ModelChain.WIDTH;
                if (still(all, other)
                        && all.cycle[a] == all.cycle[b]
                        && all.still[a] == all.still[b]
                        && (all.content[a] != all.content[b]
                                || all.content[a + 1] != all.content[b + 1])) {
                    throw new BrokenPromise(
                            "same-image",
                            "two groups bear cut " + all.cycle[a] + "." + all.still[a]);
                }
            }
        }
    }

    private static boolean still(Versions all, int group) {
        int site = group / 2;
        return all.alive(site) && all.image(site, group % 2 == 1) == Versions.STILL;
    }

    private static void inStep(Versions all) {
        int first = all.chain.remote(1);
        boolean paired =
                all.alive(0)
                        && all.alive(1)
                        && all.all(first, Versions.SENDER, PairStatus.PAIR)
                        && all.all(first, Versions.RECEIVER, PairStatus.PAIR);
        for (int v = 0; v < ModelChain.WIDTH && paired; v++) {
            int production = all.content[all.chain.primary(first, v)];
            if (all.content[all.chain.secondary(first, v)] != production) {
                throw new BrokenPromise(
                        "acknowledged", "write " + production + " is not at the second site");
            }
        }
    }

    /** A record follows an older one. */
    static void newer(VolumeAddress volume, @Nullable Slot before, Slot after) {
        if (before != null && after.number().compareTo(before.number()) <= 0) {
            throw new BrokenPromise(
                    "record", volume + " held " + before.number() + " and took " + after.number());
        }
    }

    /** An order that is obeyed was announced on some volume that is there. */
    static void announced(Versions all, Fence fence) {
        for (Slot slot : all.slots) {
            if (slot != null
                    && slot.number().term() == fence.term()
                    && slot.number().sequence() == fence.sequence()) {
                return;
            }
        }
        throw new BrokenPromise("record", fence + " was announced by no record");
    }

    /** What a recovery ends with. */
    static void recovered(Versions all, boolean failed) {
        if (failed) {
            if (all.required.length > 0) {
                throw new BrokenPromise("recovery", "it failed though an image survived");
            }
            return;
        }
        int last = Losses.last(all);
        if (last == 0 || all.image(last, true) != Versions.STILL) {
            throw new BrokenPromise("recovery", "what was presented is no image");
        }
        int first = all.chain.volume(last, true, 0);
        int[] found = {all.content[first], all.content[first + 1]};
        if (Losses.sum(found) < Losses.sum(all.required)) {
            throw new BrokenPromise("recovery", "a newer image survived");
        }
    }
}
