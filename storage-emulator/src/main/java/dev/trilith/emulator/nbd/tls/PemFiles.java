package dev.trilith.emulator.nbd.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Certificates and keys as the usual tools write them. */
final class PemFiles {
    private PemFiles() {}

    /** A key store with one key and its certificates. */
    static KeyStore identity(Path certificates, Path key, char[] password)
            throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        Certificate[] chain = certificates(certificates).toArray(new Certificate[0]);
        store.setKeyEntry("server", key(key), password, chain);
        return store;
    }

    /** A key store that trusts what the file holds. */
    static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int number = 0;
        for (Certificate authority : certificates(file)) {
            store.setCertificateEntry("ca-" + number, authority);
            number++;
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> found =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException(file + " is no PEM file with certificates", e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
                PEMParser parser = new PEMParser(reader)) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (part instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
            }
        } catch (PEMException e) {
            throw new IOException(file + " is no PEM file with a private key", e);
        }
        throw new IOException(file + " holds no private key without a password");
    }
}
