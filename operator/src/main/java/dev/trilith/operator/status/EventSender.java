package dev.trilith.operator.status;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events about resources. Safe for use by several threads. */
public final class EventSender {
    private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
    private static final String COMPONENT = "trilith-operator";

    private final KubernetesClient client;
    private final InstantSource clock;

    /**
     * @param client the cluster
     * @param clock for the event's time
     */
    public EventSender(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Tells of something that happened to {@code resource}. An event that cannot be delivered (its
     * namespace may be going away) is logged: no work depends on events.
     */
    public void send(HasMetadata resource, EventReason reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String namespace = resource.getMetadata().getNamespace();
        LOG.info(
                "{} {}/{}: {}: {}",
                resource.getKind(),
                namespace,
                resource.getMetadata().getName(),
                reason.word(),
                message);
        try {
            client.v1()
                    .events()
                    .inNamespace(namespace)
                    .resource(
                            new EventBuilder()
                                    .withNewMetadata()
                                    .withGenerateName(resource.getMetadata().getName() + ".")
                                    .withNamespace(namespace)
                                    .endMetadata()
                                    .withNewInvolvedObject()
                                    .withApiVersion(resource.getApiVersion())
                                    .withKind(resource.getKind())
                                    .withName(resource.getMetadata().getName())
                                    .withNamespace(namespace)
                                    .withUid(resource.getMetadata().getUid())
                                    .endInvolvedObject()
                                    .withReason(reason.word())
                                    .withType(reason.type())
                                    .withMessage(shortened(message))
                                    .withFirstTimestamp(now)
                                    .withLastTimestamp(now)
                                    .withCount(1)
                                    .withReportingComponent(COMPONENT)
                                    .withReportingInstance(COMPONENT)
                                    .withNewSource()
                                    .withComponent(COMPONENT)
                                    .endSource()
                                    .build())
                    .create();
        } catch (KubernetesClientException e) {
            LOG.warn("the event {} could not be sent: {}", reason.word(), e.getMessage());
        }
    }

    private static String shortened(String message) {
        return message.length() <= 1024 ? message : message.substring(0, 1021) + "...";
    }
}
