package dev.trilith.core.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract suite share: one chain of volumes for each test, and orders. */
abstract class ContractBase {
    static final int BLOCK = 4096;
    static final long DATA_BYTES = 256 * 1024L;
    static final long MANAGEMENT_BYTES = 1024 * 1024L;
    static final Duration DEADLINE = Duration.ofSeconds(20);
    static final String OWNER = "contract";
    private static final int PATIENCE = 3000;
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final AtomicLong CYCLE = new AtomicLong();

    private @Nullable ContractLab lab;
    private long test;
    private long sequence;
    private int commands;

    /** The lab for one test; may be the same for all tests of the class. */
    protected abstract ContractLab lab();

    @BeforeEach
    void takeLab() {
        lab = lab();
        test = COUNTER.incrementAndGet();
        sequence = 1;
    }

    ContractLab world() {
        return Objects.requireNonNull(lab, "no lab was taken");
    }

    StorageArray a() {
        return world().array("2a");
    }

    StorageArray b() {
        return world().array("2b");
    }

    StorageArray c() {
        return world().array("2c");
    }

    String remoteGroup() {
        return "G" + test;
    }

    String internalGroup(String array) {
        return "G" + test + array;
    }

    VolumeAddress volume(String array, String name) {
        return new VolumeAddress(array, world().port(array), "T" + test + name);
    }

    VolumeAddress define(String array, String name) {
        VolumeAddress address = volume(array, name);
        world().array(array)
                .defineVolume(new VolumeSpec(address, "drive" + test + name, DATA_BYTES, false));
        return address;
    }

    VolumeAddress defineManagement(String array, String name) {
        VolumeAddress address = volume(array, name);
        world().array(array)
                .defineVolume(
                        new VolumeSpec(address, "drive" + test + name, MANAGEMENT_BYTES, true));
        return address;
    }

    PairDefinition pair(VolumeAddress from, VolumeAddress to) {
        boolean internal = from.array().equals(to.array());
        String group = internal ? internalGroup(from.array()) : remoteGroup();
        return PairDefinition.of("P" + from.lu() + "-" + to.lu(), group, from, to);
    }

    void register(PairDefinition pair) {
        String from = pair.primary().array();
        String to = pair.secondary().array();
        if (from.equals(to)) {
            world().array(from).registerPair(pair, "");
            return;
        }
        world().array(from).registerPair(pair, world().linkEndpoint(to));
        world().array(to).registerPair(pair, world().linkEndpoint(from));
    }

    /**
     * Two volumes at 2a, landing and kept at 2b, landing and kept at 2c; all sealed with term 1.
     */
    void chain() {
        for (String member : List.of("0", "1")) {
            VolumeAddress source = define("2a", "A" + member);
            VolumeAddress landing = define("2b", "B" + member);
            VolumeAddress kept = define("2b", "C" + member);
            VolumeAddress farLanding = define("2c", "D" + member);
            VolumeAddress farKept = define("2c", "E" + member);
            register(pair(source, landing));
            register(pair(landing, kept));
            register(pair(kept, farLanding));
            register(pair(farLanding, farKept));
        }
        sealAll(1);
    }

    void sealAll(long term) {
        for (String array : List.of("2a", "2b", "2c")) {
            world().array(array).seal(remoteGroup(), term, OWNER);
            world().array(array).seal(internalGroup(array), term, OWNER);
        }
        sequence = 1;
    }

    Fence fence(String leg, long term) {
        String group = leg.contains("->") ? remoteGroup() : internalGroup(leg);
        return fence(group, leg, term, sequence);
    }

    /** Writes a record that asks for nothing but its place among the numbers. */
    static void record(StorageArray array, VolumeAddress volume, Fence fence, String content) {
        array.writeRecord(volume, fence, fence.sequence(), content);
    }

    Fence fence(String group, String leg, long term, long number) {
        return new Fence(group, leg, term, number, "t" + test + "-" + ++commands);
    }

    void resync(String leg) {
        order(new ArrayOrder.Resync(fence(leg, 1), null));
    }

    /** Resyncs and waits until the leg is in step. */
    void run(String leg) {
        resync(leg);
        awaitStatus(leg, PairStatus.PAIR);
    }

    void split(String leg, @Nullable Long cycle) {
        order(new ArrayOrder.Split(fence(leg, 1), cycle));
    }

    void suspend(String leg) {
        order(new ArrayOrder.Suspend(fence(leg, 1)));
    }

    long nextCycle() {
        return CYCLE.incrementAndGet();
    }

    long freeze(FreezeMode mode, Duration deadline) {
        long cycle = nextCycle();
        order(new ArrayOrder.Freeze(fence("2a->2b", 1), cycle, mode, deadline));
        return cycle;
    }

    void resume(long cycle) {
        order(new ArrayOrder.Resume(fence("2a->2b", 1), cycle));
    }

    /** Sends an order to the array that takes it. */
    void order(ArrayOrder order) {
        String leg = order.fence().leg();
        boolean takeover = order instanceof ArrayOrder.Takeover;
        String array = takeover ? leg.substring(leg.length() - 2) : leg.substring(0, 2);
        world().array(array).order(order);
    }

    PairStatus status(String leg) {
        return state(leg, leg.substring(0, 2)).status();
    }

    /** The least far of the leg's pairs, as {@code array} shows it. */
    PairState state(String leg, String array) {
        String group = leg.contains("->") ? remoteGroup() : internalGroup(leg);
        List<PairState> pairs = world().array(array).snapshot().leg(group, leg);
        assertThat(pairs).as("pairs of " + leg + " at " + array).isNotEmpty();
        return pairs.stream()
                .filter(p -> p.status() != PairStatus.PAIR)
                .findFirst()
                .orElse(pairs.get(0));
    }

    void awaitStatus(String leg, PairStatus status) {
        await(
                leg + " in " + status,
                () -> {
                    String array = leg.substring(0, 2);
                    return state(leg, array).status() == status;
                });
    }

    void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < PATIENCE; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            world().settle();
        }
        throw new AssertionError("waited in vain for " + what);
    }

    ImageLabel label(String array, String name) {
        VolumeAddress address = volume(array, name);
        return world().array(array)
                .snapshot()
                .volume(address)
                .orElseThrow(() -> new AssertionError("no volume " + address))
                .image();
    }

    VolumeState state(VolumeAddress address) {
        return world().array(address.array()).snapshot().volume(address).orElseThrow();
    }

    Cut cut(String array, String name) {
        Cut cut = label(array, name).cut();
        assertThat(cut).as("cut of " + array + " " + name).isNotNull();
        return Objects.requireNonNull(cut);
    }

    static byte[] block(int value) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) value);
        return block;
    }

    /** Writes a block and waits until it is acknowledged. */
    void write(VolumeAddress volume, int block, int value) {
        CompletableFuture<Void> write = world().write(volume, (long) block * BLOCK, block(value));
        await("write to " + volume, write::isDone);
        try {
            write.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the write to " + volume + " was refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    void assertWriteRefused(VolumeAddress volume, long offset) {
        CompletableFuture<Void> write = world().write(volume, offset, block(1));
        await("refusal of a write to " + volume, write::isDone);
        assertThat(write.isCompletedExceptionally()).as("write to " + volume).isTrue();
    }

    void assertHolds(VolumeAddress volume, int block, int value) {
        assertThat(world().read(volume, (long) block * BLOCK, BLOCK))
                .as("block " + block + " of " + volume)
                .isEqualTo(block(value));
    }

    void assertRefused(ThrowingCallable call, RefusalCode... codes) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(ArrayFault.Refused.class);
        if (thrown instanceof ArrayFault.Refused refused) {
            assertThat(refused.code()).as(refused.getMessage()).isIn((Object[]) codes);
            assertThat(refused.getMessage()).as("a refusal says what it is about").isNotBlank();
        }
    }

    /** Freezes, splits 2b's internal copy under the cut, resumes. */
    long cutAndKeep() {
        run("2b");
        long cycle = freeze(FreezeMode.HOLD, DEADLINE);
        split("2b", cycle);
        resume(cycle);
        return cycle;
    }
}
