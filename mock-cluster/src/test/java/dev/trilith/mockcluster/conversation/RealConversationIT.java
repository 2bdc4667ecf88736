package dev.trilith.mockcluster.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trilith.mockcluster.MockCluster;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The model is compared with the API server of the cluster that KUBECONFIG names, and that with the
 * answers recorded here. {@code -Dtrilith.conversation=write} records them anew.
 */
@Tag("cluster")
class RealConversationIT {
    @Test
    void theModelAnswersAsARealServerButForWhatIsExplained()
            throws IOException, GeneralSecurityException {
        List<Exchange> real;
        try (Api api = Api.ofKubeconfig()) {
            real = Script.speak(api);
        }
        if ("write".equals(System.getProperty("trilith.conversation"))) {
            Recorded.write(real);
        }
        assertThat(Difference.between(Recorded.read(), real))
                .as("what this server answers otherwise than the recorded one")
                .isEmpty();
        List<Exchange> model;
        try (MockCluster cluster = MockCluster.start();
                Api api = Api.of(cluster)) {
            model = Script.speak(api);
        }
        Comparison.of(real, model).check();
    }
}
