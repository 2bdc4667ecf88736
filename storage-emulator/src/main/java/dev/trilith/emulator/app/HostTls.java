package dev.trilith.emulator.app;

import dev.trilith.emulator.nbd.tls.CertificateSecurity;
import dev.trilith.emulator.nbd.tls.PskSecurity;
import dev.trilith.emulator.nbd.tls.TlsPolicy;
import dev.trilith.emulator.nbd.tls.TransportSecurity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether and how hosts reach volumes inside TLS. */
final class HostTls {
    @Option(
            names = "--nbd-tls",
            defaultValue = "off",
            paramLabel = "off|on|forced",
            description =
                    "Whether hosts may (on) or must (forced) use TLS (default: ${DEFAULT-VALUE}).")
    private String mode = "";

    @Option(
            names = "--nbd-tls-certificates",
            paramLabel = "DIR",
            description =
                    "Where server-cert.pem and server-key.pem are, and ca-cert.pem for"
                            + " --nbd-tls-verify-clients.")
    private @Nullable Path certificates;

    @Option(
            names = "--nbd-tls-verify-clients",
            description = "Hosts need a certificate of an authority in ca-cert.pem.")
    private boolean verifyClients;

    @Option(
            names = "--nbd-tls-psk",
            paramLabel = "FILE",
            description =
                    "Pre-shared keys instead of certificates: a line USER:HEXKEY for each host.")
    private @Nullable Path psk;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** What the options say, with the files read. */
    TlsPolicy policy() {
        boolean forced =
                switch (mode.toLowerCase(Locale.ROOT)) {
                    case "off", "on" -> false;
                    case "forced" -> true;
                    default -> throw wrong("--nbd-tls " + mode + " is not off, on or forced");
                };
        boolean off = mode.equalsIgnoreCase("off");
        if (certificates != null && psk != null) {
            throw wrong("--nbd-tls-certificates and --nbd-tls-psk exclude each other");
        }
        if (verifyClients && certificates == null) {
            throw wrong("--nbd-tls-verify-clients needs --nbd-tls-certificates");
        }
        boolean given = certificates != null || psk != null;
        if (off && given) {
            throw wrong("certificates or keys for hosts need --nbd-tls=on or --nbd-tls=forced");
        }
        if (!off && !given) {
            throw wrong("--nbd-tls=" + mode + " needs --nbd-tls-certificates or --nbd-tls-psk");
        }
        return off ? TlsPolicy.OFF : new TlsPolicy(read(), forced);
    }

    private TransportSecurity read() {
        Path folder = certificates;
        Path file = psk;
        try {
            if (folder != null) {
                return CertificateSecurity.open(folder, verifyClients);
            }
            if (file != null) {
                return PskSecurity.open(file);
            }
        } catch (IOException e) {
            throw new StartFault(
                    (folder != null ? "--nbd-tls-certificates " : "--nbd-tls-psk ")
                            + (folder != null ? folder : file)
                            + " cannot be used: "
                            + e.getMessage(),
                    e);
        }
        throw new IllegalStateException("neither certificates nor keys");
    }

    private ParameterException wrong(String sentence) {
        CommandSpec own = spec;
        return new ParameterException(
                own == null ? new CommandLine(this) : own.commandLine(), sentence);
    }
}
