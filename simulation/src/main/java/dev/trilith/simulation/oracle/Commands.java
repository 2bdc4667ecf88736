package dev.trilith.simulation.oracle;

import dev.trilith.core.array.Fence;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.record.RecordRefusedException;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView.FenceView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.simulation.disk.SimDisk;
import dev.trilith.simulation.kernel.Violation;
import dev.trilith.simulation.site.Way;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Order of records, announcement before action, and fences. */
public final class Commands {
    private static final Set<EngineFault.Code> OLD =
            Set.of(EngineFault.Code.OLD_TERM, EngineFault.Code.OLD_SEQUENCE);

    /**
     * Two that are carried out at once may be told of in any order.
     *
     * @param seen the fence that the array showed
     * @param obeyed the highest that it was seen to obey
     * @param newest the newest record that it was seen to take
     * @param writes what the thread had written by then
     */
    private record Begun(
            ArrayEngine engine,
            @Nullable FenceView seen,
            @Nullable Fence obeyed,
            @Nullable RecordNumber newest,
            long writes) {}

    private final Set<String> carriedOut = new HashSet<>();
    private final Map<String, RecordNumber> newest = new HashMap<>();
    private final Map<RecordNumber, String> texts = new HashMap<>();

    /** What was decoded before: one text goes to every site. */
    private final Map<String, RecordNumber> numbers = new HashMap<>();

    /** Records that could not be forced, and the process that said so. */
    private final Map<String, ArrayEngine> doubtful = new HashMap<>();

    private final Set<String> announced = new HashSet<>();

    /** What was so when the array began with a command, by the thread that carries it out. */
    private final IdentityHashMap<Thread, Begun> begun = new IdentityHashMap<>();

    /** The highest fence that each array was seen to obey, by array and group. */
    private final Map<String, Fence> obeyed = new HashMap<>();

    private long changes;
    private long refused;

    /** How many changing commands had an effect or might have had. */
    public long changes() {
        return changes;
    }

    /** How many commands were refused because they were older than what their array had obeyed. */
    public long refused() {
        return refused;
    }

    /** An array is about to carry a command out. */
    public void before(Way.Request request, ArrayEngine engine) {
        changes++;
        Fence fence = request.fence();
        if (fence != null) {
            Fence highest = obeyed.get(request.array() + " " + fence.group());
            RecordNumber last = newest.get(request.array());
            FenceView seen =
                    engine.view().fences().stream()
                            .filter(f -> f.group().equals(fence.group()))
                            .findFirst()
                            .orElse(null);
            begun.put(
                    Thread.currentThread(),
                    new Begun(engine, seen, highest, last, SimDisk.writesOfThisThread()));
        }
    }

    /** An array has carried a command out, or refused it. */
    public void after(Way.Request request, @Nullable EngineFault refusal) {
        Fence fence = request.fence();
        Begun before = begun.remove(Thread.currentThread());
        if (fence == null || before == null) {
            return;
        }
        FenceView known = before.seen();
        boolean old = known != null && older(fence, known);
        if (refusal != null) {
            if (old && OLD.contains(refusal.code())) {
                refused(request, before.writes());
            }
            if (refusal.code() == EngineFault.Code.DISK_ERROR && request.what().equals("record")) {
                // What could not be forced may be found whole by the next process, and counts then.
                doubtful.putIfAbsent(id(request, fence), before.engine());
            }
            return;
        }
        if (request.what().startsWith("seal ")) {
            sealed(request, fence, before);
            return;
        }
        ArrayEngine doubted = doubtful.get(id(request, fence));
        boolean foundWhole = doubted != null && !doubted.equals(before.engine());
        boolean repeated = !carriedOut.add(id(request, fence)) || foundWhole;
        if (old && !repeated) {
            throw new Violation(
                    "fence",
                    request.array()
                            + " obeyed "
                            + request.what()
                            + " of "
                            + fence
                            + " although it had seen "
                            + known);
        }
        neverGoesBack(request, fence, before.obeyed(), repeated);
        if (request.what().equals("record")) {
            record(request, repeated, before.newest());
        } else if (request.what().startsWith("order ")) {
            order(request, fence);
        }
    }

    /** What is refused for its age changes nothing, not even in passing. */
    private void refused(Way.Request request, long writes) {
        refused++;
        if (SimDisk.writesOfThisThread() != writes) {
            throw new Violation(
                    "fence",
                    request.array()
                            + " refused "
                            + request.what()
                            + " of "
                            + request.fence()
                            + " and changed what is on its disk");
        }
    }

    private static String id(Way.Request request, Fence fence) {
        return request.array() + " " + fence.group() + " " + fence.commandId();
    }

    /** A term that was taken is in force for good, also after a crash. */
    private void sealed(Way.Request request, Fence fence, Begun begunWith) {
        String where = request.array() + " " + fence.group();
        FenceView known = begunWith.seen();
        Fence highest = begunWith.obeyed();
        long before =
                Math.max(known == null ? 0 : known.term(), highest == null ? 0 : highest.term());
        if (fence.term() < before) {
            throw new Violation(
                    "fence", where + " took term " + fence.term() + " after term " + before);
        }
        Fence last = obeyed.get(where);
        if (last == null || last.term() < fence.term()) {
            obeyed.put(where, fence);
        }
    }

    /** What an array obeyed it has made durable: no crash lets it obey an older one. */
    private void neverGoesBack(
            Way.Request request, Fence fence, @Nullable Fence highest, boolean repeated) {
        String where = request.array() + " " + fence.group();
        if (highest != null && older(fence, highest) && !repeated) {
            throw new Violation(
                    "fence", where + " obeyed " + fence + " after it had obeyed " + highest);
        }
        Fence known = obeyed.get(where);
        if (known == null || older(known, fence)) {
            obeyed.put(where, fence);
        }
    }

    private static boolean older(Fence one, FenceView seen) {
        return one.term() < seen.term()
                || (one.term() == seen.term() && one.sequence() < seen.sequence());
    }

    private static boolean older(Fence one, Fence other) {
        return one.term() < other.term()
                || (one.term() == other.term() && one.sequence() < other.sequence());
    }

    private void record(Way.Request request, boolean repeated, @Nullable RecordNumber lastAtSend) {
        RecordNumber number = numbers.computeIfAbsent(request.content(), Commands::decode);
        String other = texts.putIfAbsent(number, request.content());
        if (other != null && !other.equals(request.content())) {
            throw new Violation("record", "two different records bear " + number);
        }
        announced.add(number.term() + "/" + number.sequence());
        RecordNumber last = newest.get(request.array());
        if (!repeated && lastAtSend != null && number.compareTo(lastAtSend) < 0) {
            throw new Violation(
                    "record", request.array() + " held " + lastAtSend + " and took " + number);
        }
        newest.put(request.array(), last == null || number.compareTo(last) > 0 ? number : last);
    }

    private static RecordNumber decode(String content) {
        try {
            return RecordCodec.decode(content).number();
        } catch (RecordRefusedException e) {
            throw new Violation("record", "an unreadable record was written", e);
        }
    }

    private void order(Way.Request request, Fence fence) {
        if (!announced.contains(fence.term() + "/" + fence.sequence())) {
            throw new Violation(
                    "record", request.what() + " of " + fence + " was announced by no record");
        }
    }
}
