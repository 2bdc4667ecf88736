package dev.trilith.cli.contract;

import dev.trilith.core.array.ContractLab;
import dev.trilith.core.array.StorageArrayContract;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract suite that the in-memory array passes, against processes over REST and NBD. */
class RealArrayContractIT extends StorageArrayContract {
    private static @Nullable ArrayServers servers;

    @BeforeAll
    static void startArrays(@TempDir Path folder) {
        servers = new ArrayServers(folder);
    }

    @AfterAll
    static void stopArrays() {
        ArrayServers running = servers;
        if (running != null) {
            running.close();
        }
    }

    @Override
    protected ContractLab lab() {
        return Objects.requireNonNull(servers, "the arrays are not started");
    }
}
