package dev.trilith.mockcluster.conversation;

import dev.trilith.mockcluster.MockCluster;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model is compared with what a real API server was recorded to answer; no cluster needed. */
class ModelConversationIT {
    @Test
    void theModelAnswersAsRecordedButForWhatIsExplained() throws IOException {
        List<Exchange> model;
        try (MockCluster cluster = MockCluster.start();
                Api api = Api.of(cluster)) {
            model = Script.speak(api);
        }
        Comparison.of(Recorded.read(), model).check();
    }
}
