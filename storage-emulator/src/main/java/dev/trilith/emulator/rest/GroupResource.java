package dev.trilith.emulator.rest;

import dev.trilith.contract.GroupDocument;
import dev.trilith.emulator.engine.ArrayEngine;
import dev.trilith.emulator.engine.ArrayView.PairView;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.PairStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A group's pairs, for who waits until they show a status. */
@Path("/v1/groups/{group}/pairs")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
@Tag(name = "Array")
public class GroupResource {
    private static final long MOST_MILLIS = 10_000;
    private static final Set<String> KNOWN = Set.of("status", "waitMillis");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    /** Of the threads that answer, 32, most are to be left for orders. */
    private static final int MOST_WAITING = 8;

    private final ArrayEngine engine;
    private final Semaphore places = new Semaphore(MOST_WAITING);

    @Inject
    public GroupResource(ArrayEngine engine) {
        this.engine = engine;
    }

    /** The pairs of a group, at once or when they show a status. */
    @GET
    @Operation(
            operationId = "readGroup",
            summary = "Read the pairs of a group, or wait until they show a status",
            description =
                    "Answers as soon as every pair of the group here shows one of the statuses, or"
                            + " one of them broke (PSUE), or the time is over: reached says which."
                            + " status may be given several times; waitMillis is 0 to 10000, and 0"
                            + " or left out answers at once."
                            + " At most eight requests wait at a time, a further one is answered at"
                            + " once: ask again until reached.")
    @APIResponse(responseCode = "200", description = "The pairs at that instant")
    @APIResponse(responseCode = "404", description = "No pair of that group is registered here")
    @APIResponse(responseCode = "400", description = "A status or the time is out of its range")
    public GroupDocument read(
            @PathParam("group") String group,
            @QueryParam("status") List<String> statuses,
            @DefaultValue("0") @QueryParam("waitMillis") String waitMillis,
            @Context UriInfo uri) {
        for (String given : uri.getQueryParameters().keySet()) {
            if (!KNOWN.contains(given)) {
                throw new BadInput("'" + given + "' is not known here: use status and waitMillis");
            }
        }
        Set<PairStatus> wanted = EnumSet.noneOf(PairStatus.class);
        statuses.forEach(word -> wanted.add(Fields.word("status", word, PairStatus.class)));
        Duration wait = wait(waitMillis);
        if (wanted.isEmpty() && wait.isPositive()) {
            throw new BadInput("waitMillis asks for a status to wait for: add status=PAIR, say");
        }
        List<PairView> pairs = await(group, wanted, wait);
        if (pairs.isEmpty()) {
            throw new EngineFault(
                    EngineFault.Code.NO_SUCH_LEG,
                    "no pair of group " + group + " is registered at array " + engine.name());
        }
        boolean reached = pairs.stream().allMatch(p -> wanted.contains(p.status()));
        return new GroupDocument(reached, pairs.stream().map(ArrayDocuments::pair).toList());
    }

    private List<PairView> await(String group, Set<PairStatus> wanted, Duration wait) {
        boolean waits = wait.isPositive() && places.tryAcquire();
        try {
            return engine.awaitPairs(group, wanted, waits ? wait : Duration.ZERO);
        } finally {
            if (waits) {
                places.release();
            }
        }
    }

    private static Duration wait(String millis) {
        if (!NUMBER.matcher(millis).matches() || Long.parseLong(millis) > MOST_MILLIS) {
            throw new BadInput("waitMillis is no whole number from 0 to " + MOST_MILLIS);
        }
        return Duration.ofMillis(Long.parseLong(millis));
    }
}
