package dev.trilith.core.step;

import dev.trilith.core.array.ArrayFault;
import dev.trilith.core.array.Fence;
import dev.trilith.core.array.StorageArray;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.definition.ArrayDirectory;
import dev.trilith.core.definition.CopyChain;
import dev.trilith.core.definition.Site;
import dev.trilith.core.record.CopyCycleStep;
import dev.trilith.core.record.CopyManagementRecord;
import dev.trilith.core.record.LegRecord;
import dev.trilith.core.record.Phase;
import dev.trilith.core.record.RecordCodec;
import dev.trilith.core.record.RecordCollection;
import dev.trilith.core.record.RecordNumber;
import dev.trilith.core.record.VolumeImage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the records of one writer and puts each on every management volume.
 *
 * <p>A number is used for one content only: what could not be written everywhere is followed by a
 * higher number, never changed. Not safe for use by several threads.
 */
public final class RecordKeeper {
    /**
     * A record but for what the keeper knows itself.
     *
     * @param cycle the pass
     * @param step the step
     * @param phase announced or closed
     * @param completed the last step seen complete, or null
     * @param orders what is about to be ordered
     * @param leftOut legs that sit this pass out
     * @param runToken the last run-now token carried out
     */
    public record Draft(
            long cycle,
            CopyCycleStep step,
            Phase phase,
            @Nullable CopyCycleStep completed,
            List<String> orders,
            List<String> leftOut,
            String runToken) {}

    /**
     * The last digits of a number are its writer's mark, the microsecond at which it began: two
     * writers under one name, of which one was only thought dead, do not put two records under one
     * number.
     */
    private static final long STRIDE = 1_000_000;

    private final CopyChain chain;
    private final ArrayDirectory directory;
    private final InstantSource clock;
    private final String owner;
    private final String incarnation;
    private final long mark;
    private final ObeyedNumbers obeyed;
    private long term;
    private long sequence;

    /** Numbers up to this one that bear the own mark were given before the records were read. */
    private long begunAt;

    /** The number of the newest record that was read, which may arrive late where it is missing. */
    private long readNumber;

    private @Nullable CopyManagementRecord newest;
    private String newestText = "";
    private Set<VolumeAddress> lacking = new TreeSet<>();

    /**
     * @param chain the chain
     * @param directory the way to its arrays
     * @param clock for timestamp 605
     * @param owner who writes, for example {@code P120@production}
     */
    public RecordKeeper(
            CopyChain chain, ArrayDirectory directory, InstantSource clock, String owner) {
        this.chain = chain;
        this.directory = directory;
        this.clock = clock;
        this.owner = owner;
        this.obeyed = new ObeyedNumbers(chain);
        long begun = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        this.incarnation = Long.toString(begun, Character.MAX_RADIX);
        this.mark = Math.floorMod(begun, STRIDE);
    }

    /**
     * Begins to write under {@code newTerm}, after everything that was found.
     *
     * @param newTerm the writer's term
     * @param found what the management volumes hold
     * @param view what the arrays showed before their records were read
     * @param read the sites whose records were read; of any other nothing is known
     * @param expected the management volumes that should hold the newest record
     */
    public void begin(
            long newTerm,
            RecordCollection found,
            ChainView view,
            Collection<Site> read,
            Collection<VolumeAddress> expected) {
        // A number that was given may still be under way: it is not given again.
        long given = newTerm == term ? sequence : 0;
        term = newTerm;
        sequence = Math.max(given, Sealing.highestSequence(view, newTerm));
        obeyed.begin(view, read, newTerm);
        for (RecordCollection.Found each : found.found()) {
            RecordNumber number = each.record().number();
            sequence = number.term() == newTerm ? Math.max(sequence, number.sequence()) : sequence;
        }
        begunAt = sequence;
        newest = found.newest().map(RecordCollection.Found::record).orElse(null);
        newestText = found.newest().map(RecordCollection.Found::text).orElse("");
        CopyManagementRecord last = newest;
        readNumber = last != null && last.number().term() == newTerm ? last.number().sequence() : 0;
        lacking = new TreeSet<>(found.lacking(expected));
    }

    /** Leaves out numbers that a volume which does not answer now may hold already. */
    public void skip(long numbers) {
        sequence += numbers * STRIDE;
    }

    /** The newest record that was found or written, if there is one. */
    public Optional<CopyManagementRecord> newest() {
        return Optional.ofNullable(newest);
    }

    /** Whether every management volume asked for is known to hold the newest record. */
    public boolean inAgreement() {
        return lacking.isEmpty();
    }

    /** The volumes that are not known to hold the newest record. */
    public Set<VolumeAddress> lacking() {
        return Set.copyOf(lacking);
    }

    /** The writer's term. */
    public long term() {
        return term;
    }

    /** The number of the newest record or of a number left out after it. */
    public long sequence() {
        return sequence;
    }

    /**
     * Whether somebody else writes under this name: some of {@code sites} show numbers that were
     * neither known when this writer began nor given by it since. What they stand for is to be read
     * before anything is written.
     */
    public boolean anotherWrites(ChainView view, Collection<Site> sites) {
        return Sealing.highestSequence(view, term) > sequence
                || obeyed.another(sites, view, term, this::own);
    }

    /**
     * Whether a site shows a lower number of this writer's term than it is known to have obeyed.
     */
    boolean wentBack(Site site, ChainView view) {
        return obeyed.lost(site, view, term);
    }

    /** The same of every number known since the term began, also before it was read anew. */
    boolean everWentBack(Site site, ChainView view) {
        return obeyed.everLost(site, view, term);
    }

    /** The highest number that a site was ever known to have obeyed in this writer's term. */
    long everObeyed(Site site) {
        return obeyed.highest(site);
    }

    private boolean own(long number) {
        return number == readNumber || (number > begunAt && Math.floorMod(number, STRIDE) == mark);
    }

    /** A site that answers and whose records were not read when this writer began. */
    public Optional<Site> unread(Collection<Site> answering) {
        return answering.stream().filter(site -> !obeyed.read(site)).findFirst();
    }

    /** Those of the chain's sites whose records were read when this writer began. */
    public List<Site> read() {
        return chain.sites().stream().filter(obeyed::read).toList();
    }

    /**
     * Copies the newest record, byte for byte, to the volumes of {@code sites} that lack it. An
     * array that has obeyed a higher number since the view with which this writer began refuses:
     * what it was told meanwhile must not be followed by an older record.
     *
     * @param sites whose records were read after the view; others may hold a newer one
     */
    public Map<String, ArrayFault> copyNewest(Collection<Site> sites) {
        CopyManagementRecord record = newest;
        if (record == null) {
            return Map.of();
        }
        RecordNumber number = record.number();
        String what = "copy-" + incarnation + "-" + number.sequence();
        long own = number.term() == term ? number.sequence() : 0;
        return write(
                sites,
                what,
                Set.copyOf(lacking),
                site -> Math.max(own, obeyed.at(site)),
                obeyed::at);
    }

    /**
     * Writes the next record to every management volume of {@code sites}. An array that has obeyed
     * a number that this writer does not know refuses: there is a record to be read first.
     *
     * @param draft what it says
     * @param view what the arrays show, from which states and labels are taken
     * @param sites the sites that are not lost
     * @return by array, why it has not got the record; empty if all have it
     */
    public Map<String, ArrayFault> write(Draft draft, ChainView view, Collection<Site> sites) {
        return write(draft, view, sites, false);
    }

    /**
     * The same.
     *
     * @param held whether hosts are held: then they do not wait until what a silent site holds was
     *     read, and such a site takes the record whatever it has obeyed
     */
    public Map<String, ArrayFault> write(
            Draft draft, ChainView view, Collection<Site> sites, boolean held) {
        CopyManagementRecord record = record(draft, view, sites);
        newestText = RecordCodec.encode(record);
        sequence = record.number().sequence();
        newest = record;
        obeyed.see(view, term);
        lacking = new TreeSet<>();
        for (Site site : sites) {
            lacking.addAll(chain.managementVolumes(site.array()));
        }
        return write(
                sites,
                "record",
                Set.copyOf(lacking),
                site -> sequence,
                site -> held && !obeyed.read(site) ? sequence : obeyed.at(site));
    }

    private Map<String, ArrayFault> write(
            Collection<Site> sites,
            String what,
            Set<VolumeAddress> volumes,
            ToLongFunction<Site> numbers,
            ToLongFunction<Site> knownNumbers) {
        Map<String, ArrayFault> faults = new ConcurrentHashMap<>();
        Set<VolumeAddress> written = new ConcurrentSkipListSet<>();
        Set<Site> took = ConcurrentHashMap.newKeySet();
        List<Runnable> calls = new ArrayList<>();
        String text = newestText;
        for (Site site : sites) {
            List<VolumeAddress> here =
                    chain.managementVolumes(site.array()).stream()
                            .filter(volumes::contains)
                            .toList();
            long number = numbers.applyAsLong(site);
            long after = knownNumbers.applyAsLong(site);
            calls.add(() -> {
                try {
                    for (VolumeAddress volume : here) {
                        StorageArray array = directory.array(site);
                        array.writeRecord(volume, fence(what, volume, number), after, text);
                        written.add(volume);
                        took.add(site);
                    }
                } catch (ArrayFault fault) {
                    faults.put(site.array(), fault);
                }
            });
        }
        directory.together(calls);
        lacking.removeAll(written);
        took.forEach(site -> obeyed.took(site, numbers.applyAsLong(site)));
        return new TreeMap<>(faults);
    }

    private Fence fence(String what, VolumeAddress volume, long number) {
        String id = String.join("-", term + "-" + number, what, volume.toString());
        return new Fence(chain.name(), "", term, number, id);
    }

    /** The fence of an order announced by the newest record. */
    public Fence fence(LegOrder order) {
        String id = String.join("-", term + "-" + sequence, order.leg().id(), order.verb().name());
        return new Fence(order.leg().group(), order.leg().leg(), term, sequence, id);
    }

    /** An order was accepted: its array has obeyed its number. */
    public void obeyed(LegOrder order) {
        if (order.leg().group().equals(chain.name())) {
            chain.siteOf(order.array()).ifPresent(site -> obeyed.took(site, sequence));
        }
    }

    /** The fence of the witness of the newest record. */
    public Fence witnessFence(VolumeAddress volume) {
        return fence("witness", volume, sequence);
    }

    private long nextSequence() {
        return (sequence / STRIDE + 1) * STRIDE + mark;
    }

    private CopyManagementRecord record(Draft draft, ChainView view, Collection<Site> sites) {
        CopyManagementRecord last = newest;
        List<VolumeImage> images = RecordContents.images(view, last);
        return new CopyManagementRecord(
                new RecordNumber(term, draft.cycle(), nextSequence()),
                draft.step(),
                draft.phase(),
                draft.completed(),
                draft.orders(),
                legs(view, sites),
                draft.leftOut(),
                images,
                timestamp(last),
                RecordContents.consistencyTime(images, last),
                owner,
                draft.runToken(),
                chain);
    }

    private Instant timestamp(@Nullable CopyManagementRecord last) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (last == null || now.isAfter(last.recordedAt())) {
            return now;
        }
        return last.recordedAt().plusMillis(1);
    }

    /** The state of every leg now; a lost or silent one keeps the state last recorded. */
    public List<LegRecord> legs(ChainView view, Collection<Site> sites) {
        return RecordContents.legs(view, sites, newest);
    }
}
