package dev.trilith.operator.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Set;
import java.util.stream.Collectors;

/** Who else than this operator wrote in a resource's status, and when. */
public final class OtherHands {
    private OtherHands() {}

    /** A text for each, in no order; empty as long as the status is the operator's alone. */
    public static Set<String> in(HasMetadata resource) {
        return resource.getMetadata().getManagedFields().stream()
                .filter(e -> "status".equals(e.getSubresource()))
                .filter(e -> !StatusDoor.FIELD_MANAGER.equals(e.getManager()))
                .map(OtherHands::text)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String text(ManagedFieldsEntry entry) {
        return entry.getManager() + " " + entry.getOperation() + " " + entry.getTime();
    }
}
