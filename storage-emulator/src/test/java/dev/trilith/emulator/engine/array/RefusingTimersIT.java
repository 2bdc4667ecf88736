package dev.trilith.emulator.engine.array;

import static dev.trilith.emulator.engine.array.Aside.inAThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.emulator.engine.Acknowledgement;
import dev.trilith.emulator.engine.EngineFault;
import dev.trilith.emulator.engine.FreezeMode;
import dev.trilith.emulator.engine.VolumeAddress;
import dev.trilith.emulator.engine.device.ForwardingThreads;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mirrored write comes when the timers begin nothing more, as in an array that is stopping. */
@Timeout(120)
class RefusingTimersIT {
    private static final String LEG = "2a->2b";
    private static final int LIMIT_SECONDS = 20;

    @TempDir private Path folder;
    private final Refusing threads = new Refusing();
    private ArrayLab lab;
    private VolumeAddress a;
    private VolumeAddress b;

    /** Threads whose timers may be told to refuse. */
    private static final class Refusing extends ForwardingThreads {
        private volatile boolean refuse;

        @Override
        public Timers timers(String array) {
            Timers timers = super.timers(array);
            return new Timers() {
                @Override
                public void after(long nanos, Runnable work) {
                    if (refuse) {
                        throw new RejectedExecutionException("a test: the timers are shut");
                    }
                    timers.after(nanos, work);
                }

                @Override
                public void close() {
                    timers.close();
                }
            };
        }
    }

    @BeforeEach
    void inStep() {
        lab = new ArrayLab(folder);
        lab.start("2b");
        lab.threads(threads);
        lab.start("2a");
        a = lab.define("2a", 1, "A", 1 << 20);
        b = lab.define("2b", 1, "B", 1 << 20);
        lab.pair("P1", "G1", a, b);
        lab.sealAll("G1", 1);
        lab.run("2a", "G1", LEG);
    }

    @AfterEach
    void stop() throws Exception {
        inAThread(lab::close).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private CompletableFuture<Integer> write(int block, int value) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        ByteBuffer data = ByteBuffer.allocateDirect(ArrayLab.BLOCK);
        while (data.hasRemaining()) {
            data.put((byte) value);
        }
        boolean unused =
                lab.host(a)
                        .write(
                                (long) block * ArrayLab.BLOCK,
                                data.flip(),
                                new Acknowledgement() {
                                    @Override
                                    public void done() {
                                        end.complete(value);
                                    }

                                    @Override
                                    public void refused(EngineFault why) {
                                        end.completeExceptionally(why);
                                    }
                                });
        return end;
    }

    @Test
    void aWriteThatNobodyLooksAfterHoldsUpNoCut() throws Exception {
        threads.refuse = true;
        assertThatThrownBy(() -> write(3, 7)).isInstanceOf(RejectedExecutionException.class);
        threads.refuse = false;
        inAThread(() -> lab.freeze("2a", "G1", LEG, 5, FreezeMode.HOLD))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        lab.resume("2a", "G1", LEG, 5);
        assertThat(write(4, 8).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(8);
        assertThat(lab.value(b, 4)).isEqualTo(8);
    }
}
