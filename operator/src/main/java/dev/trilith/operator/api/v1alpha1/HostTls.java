package dev.trilith.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * TLS between hosts and an array's volumes. The array reads the Secret's files when it starts.
 *
 * @param mode whether hosts must use it; null means Forced
 * @param certificateSecret a Secret as {@code kubectl create secret tls} or cert-manager make it,
 *     or null
 * @param pskSecret a Secret whose key {@code keys.psk} has a line {@code USER:HEXKEY} for each
 *     host, or null
 * @param verifyClients whether hosts must show a certificate that {@code ca.crt} has signed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.certificateSecret) != has(self.pskSecret)",
        message = "hostTls needs either certificateSecret or pskSecret, and not both")
@ValidationRule(
        value = "!has(self.verifyClients) || !self.verifyClients || has(self.certificateSecret)",
        message = "verifyClients needs certificateSecret: a host with a pre-shared key has none")
@JsonIgnoreProperties(ignoreUnknown = true)
public record HostTls(
        @Default("Forced")
                @JsonPropertyDescription("Whether hosts may use TLS (Allowed) or must (Forced).")
                @Nullable Mode mode,
        @Pattern(Patterns.SUBDOMAIN)
                @JsonPropertyDescription(
                        "A Secret of this namespace with tls.crt and tls.key, and with ca.crt for"
                                + " verifyClients.")
                @Nullable String certificateSecret,
        @Pattern(Patterns.SUBDOMAIN)
                @JsonPropertyDescription(
                        "A Secret of this namespace whose key keys.psk has a line USER:HEXKEY for"
                                + " each host.")
                @Nullable String pskSecret,
        @JsonPropertyDescription("Whether hosts must show a certificate that ca.crt has signed.")
                @Nullable Boolean verifyClients) {
    /** The key of a Secret with pre-shared keys, and their file's name. */
    public static final String KEYS = "keys.psk";

    /** Whether hosts may or must use TLS. */
    public enum Mode {
        /** They may. */
        @JsonProperty("Allowed")
        ALLOWED,
        /** They must. */
        @JsonProperty("Forced")
        FORCED
    }

    /** The Secret that the array reads. */
    public String secret() {
        String keys = pskSecret;
        return keys == null ? String.valueOf(certificateSecret) : keys;
    }

    /** Whether hosts must show a certificate. */
    public boolean verifies() {
        return Boolean.TRUE.equals(verifyClients);
    }

    /** The keys that the Secret must have, each with its file's name in the array's pod. */
    public Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        if (pskSecret != null) {
            files.put(KEYS, KEYS);
            return files;
        }
        files.put("tls.crt", "server-cert.pem");
        files.put("tls.key", "server-key.pem");
        if (verifies()) {
            files.put("ca.crt", "ca-cert.pem");
        }
        return files;
    }
}
