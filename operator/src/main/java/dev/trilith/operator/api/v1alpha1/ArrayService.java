package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the address of an array reaches.
 *
 * @param type the kind of Service in front of the array; null means Headless
 * @param host where other clusters reach a node of this one; for NodePort only
 * @param nodePorts the node ports wanted, by the name of the port; for NodePort and LoadBalancer
 * @param annotations annotations of the Service, for the load balancer's maker
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "(has(self.type) && self.type == 'NodePort') == has(self.host)",
        message = "host is required with type NodePort, and only there: name a node's address")
@ValidationRule(
        value = "!has(self.nodePorts) || (has(self.type) && self.type != 'Headless')",
        message = "nodePorts need type NodePort or LoadBalancer")
@JsonIgnoreProperties(ignoreUnknown = true)
public record ArrayService(
        @Default("Headless")
                @JsonPropertyDescription(
                        "Headless: the array is dialled at its pod, inside this cluster. NodePort"
                                + " and LoadBalancer: also from other clusters.")
                @Nullable Type type,
        @Size(min = 1, max = 253)
                @Pattern("^[A-Za-z0-9]([-.:A-Za-z0-9]*[A-Za-z0-9])?$")
                @JsonPropertyDescription(
                        "Where other clusters reach a node of this one; with NodePort.")
                @Nullable String host,
        @Size(max = 20)
                @ValidationRule(
                        value = "self.all(p, self.exists_one(q, q.name == p.name))",
                        message = "a node port is given twice for the same port")
                @ValidationRule(
                        value = "self.all(p, self.exists_one(q, q.nodePort == p.nodePort))",
                        message = "two ports have the same node port")
                @JsonPropertyDescription("The node ports wanted; the cluster chooses the others.")
                @Nullable List<NamedNodePort> nodePorts,
        @JsonPropertyDescription("Annotations of the Service.")
                @Nullable Map<String, String> annotations) {
    /** The kind of Service in front of an array. */
    public enum Type {
        /** Names the pod, inside the cluster. */
        @JsonProperty("Headless")
        HEADLESS,
        /** A port on every node. */
        @JsonProperty("NodePort")
        NODE_PORT,
        /** An address given by the cluster's load balancer. */
        @JsonProperty("LoadBalancer")
        LOAD_BALANCER
    }

    /**
     * A node port for one port of the array.
     *
     * @param name {@code rest}, {@code link} or {@code nbd-PORT}
     * @param nodePort the port on every node, 1 to 65535 (a cluster allows a part of them)
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NamedNodePort(
            @Required
                    @Pattern("^(rest|link|nbd-[a-z0-9]([-a-z0-9]{0,9}[a-z0-9])?)$")
                    @JsonPropertyDescription("rest, link or nbd-PORT.")
                    String name,
            @Required @Min(1) @Max(65535) @JsonPropertyDescription("The port on every node.")
                    Integer nodePort) {}
}
