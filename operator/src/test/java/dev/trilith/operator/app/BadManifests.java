package dev.trilith.operator.app;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Manifests that the API server must refuse, each with a part of the words that it must use. */
final class BadManifests {
    private static final String CHAIN =
            "{chain: [{site: a, namespace: a, subsystemRef: 2a},"
                    + " {site: b, namespace: b, subsystemRef: 2b}], groups: [G1]";

    private static final String SUBSYSTEM = "StorageSubsystem";
    private static final String OPEN = "spec: {ports: [201b], storage: {size: 1Gi}}";
    private static final String DIALLED =
            "spec: {ports: [201b], external: {endpoint: 'http://h:1', linkEndpoint: 'h:2'}}";

    private BadManifests() {}

    static Stream<Arguments> all() {
        return Stream.of(
                        subsystems(),
                        services(),
                        endpoints(),
                        volumes(),
                        pairs(),
                        cycles(),
                        recoveries(),
                        grants(),
                        names())
                .flatMap(table -> table);
    }

    private static Stream<Arguments> subsystems() {
        String kind = "StorageSubsystem";
        return Stream.of(
                bad(kind, "", "spec: Required value"),
                bad(kind, "spec: {storage: {size: 1Gi}}", "spec.ports: Required value"),
                bad(kind, "spec: {ports: [], storage: {size: 1Gi}}", "at least 1 items"),
                bad(
                        kind,
                        "spec: {ports: [201b, 201b], storage: {size: 1Gi}}",
                        "two ports have the same name"),
                bad(kind, "spec: {ports: ['201 b'], storage: {size: 1Gi}}", "should match"),
                bad(kind, "spec: {ports: [abcdefghijkl], storage: {size: 1Gi}}", "should match"),
                bad(kind, "spec: {ports: [201b]}", "storage is required unless external"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: '0'}}",
                        "size must be greater than 0"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, className: 'A B'}}",
                        "should match"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, hostTls: {mode: Allowed}}}",
                        "hostTls needs either certificateSecret or pskSecret"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, hostTls:"
                                + " {certificateSecret: a, pskSecret: b}}}",
                        "hostTls needs either certificateSecret or pskSecret"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, hostTls:"
                                + " {pskSecret: b, verifyClients: true}}}",
                        "verifyClients needs certificateSecret"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, hostTls:"
                                + " {pskSecret: b, mode: Perhaps}}}",
                        "Unsupported value"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi}, external: {endpoint:"
                                + " 'http://h:1', linkEndpoint: 'h:2'}}",
                        "storage and external exclude each other"),
                bad(
                        kind,
                        "spec: {ports: [201b], external: {endpoint: 'h:1', linkEndpoint: 'h:2'}}",
                        "should match"));
    }

    private static Stream<Arguments> services() {
        String kind = "StorageSubsystem";
        String open = "spec: {ports: [201b], storage: {size: 1Gi}";
        String external =
                "spec: {ports: [201b], external: {endpoint: 'http://h:1', linkEndpoint: 'h:2'";
        return Stream.of(
                bad(kind, open + ", service: {type: NodePort}}", "host is required with type"),
                bad(kind, open + ", service: {host: h}}", "host is required with type NodePort"),
                bad(kind, open + ", service: {type: Ingress}}", "\"Headless\", \"LoadBalancer\""),
                bad(
                        kind,
                        open + ", service: {nodePorts: [{name: rest, nodePort: 30080}]}}",
                        "nodePorts need type NodePort or LoadBalancer"),
                bad(
                        kind,
                        open
                                + ", service: {type: NodePort, host: h, nodePorts: [{name: web,"
                                + " nodePort: 30080}]}}",
                        "should match"),
                bad(
                        kind,
                        open
                                + ", service: {type: NodePort, host: h, nodePorts: [{name: rest,"
                                + " nodePort: 70000}]}}",
                        "less than or equal to 65535"),
                bad(
                        kind,
                        open
                                + ", service: {type: NodePort, host: h, nodePorts: [{name: rest,"
                                + " nodePort: 30080}, {name: rest, nodePort: 30081}]}}",
                        "given twice for the same port"),
                bad(
                        kind,
                        open
                                + ", service: {type: NodePort, host: h, nodePorts: [{name: rest,"
                                + " nodePort: 30080}, {name: link, nodePort: 30080}]}}",
                        "two ports have the same node port"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, credentialsRef: {}}}",
                        "credentialsRef.name: Required value"),
                bad(
                        kind,
                        "spec: {ports: [201b], storage: {size: 1Gi, deletionPolicy: Maybe}}",
                        "\"Delete\", \"Retain\""),
                bad(kind, external + "}, service: {}}", "an external array is not run here"),
                bad(kind, external + "}, resources: {}}", "an external array is not run here"),
                bad(kind, external + "}, image: a}", "image and external exclude each other"),
                bad(
                        kind,
                        "spec: {ports: [201b], external: {endpoint: 'ftp://h', linkEndpoint:"
                                + " 'h:2'}}",
                        "should match"),
                bad(
                        kind,
                        "spec: {ports: [201b], external: {endpoint: 'http://h:1', linkEndpoint:"
                                + " h}}",
                        "should match"));
    }

    private static Stream<Arguments> endpoints() {
        String external = "spec: {ports: [201b], external: {linkEndpoint: 'h:2', endpoint: '";
        return Stream.of("http://h:1?a=b", "http://h:1#a", "http://user@h:1", "http://h:1/a")
                .map(url -> bad("StorageSubsystem", external + url + "'}}", "should match"));
    }

    private static Stream<Arguments> volumes() {
        String kind = "VolumeDefinition";
        String rest = "subsystemRef: 2a, port: 201b, lu: LU0, drive: 'd'";
        String size = "positive multiple of 4096";
        return Stream.of(
                bad(kind, "spec: {" + rest + "}", "spec.size: Required value"),
                bad(kind, "spec: {" + rest + ", size: 0}", size),
                bad(kind, "spec: {" + rest + ", size: 4095}", size),
                bad(kind, "spec: {" + rest + ", size: '-4096'}", size),
                bad(kind, "spec: {" + rest + ", size: 100m}", size),
                bad(
                        kind,
                        "spec: {subsystemRef: 2A, port: 201b, lu: LU0, drive: d, size: 4Ki}",
                        "spec.subsystemRef"),
                bad(
                        kind,
                        "spec: {subsystemRef: 2a, port: 201b, lu: 'LU 0', drive: d, size: 4Ki}",
                        "spec.lu"),
                bad(
                        kind,
                        "spec: {subsystemRef: 2a, port: 201b, lu: LU0, drive: 7, size: 4Ki}",
                        "spec.drive"));
    }

    private static Stream<Arguments> pairs() {
        String kind = "CopyPair";
        String end = "{subsystemRef: 2a, port: 201b, lu: LU0}";
        String other = "{subsystemRef: 2b, port: 201d, lu: LU0}";
        return Stream.of(
                bad(
                        kind,
                        "spec: {group: G1, primary: " + end + ", secondary: " + end + "}",
                        "cannot copy a volume onto itself"),
                bad(kind, "spec: {group: G1, primary: " + end + "}", "spec.secondary: Required"),
                bad(
                        kind,
                        "spec: {primary: " + end + ", secondary: " + other + "}",
                        "spec.group: Required"),
                bad(
                        kind,
                        "spec: {group: 'G 1', primary: " + end + ", secondary: " + other + "}",
                        "spec.group"),
                bad(
                        kind,
                        "spec: {group: G1, deletionPolicy: Maybe, primary: "
                                + end
                                + ", secondary: "
                                + other
                                + "}",
                        "\"Delete\", \"Retain\""));
    }

    private static Stream<Arguments> cycles() {
        String kind = "DRCycle";
        return Stream.of(
                bad(kind, "spec: {groups: [G1]}", "spec.chain: Required value"),
                bad(
                        kind,
                        "spec: {chain: [{site: a, namespace: a, subsystemRef: 2a}], groups: [G1]}",
                        "at least 2 items"),
                bad(
                        kind,
                        "spec: {chain: [{site: a, namespace: a, subsystemRef: 2a}, {site: b,"
                                + " namespace: a, subsystemRef: 2b}], groups: [G1]}",
                        "two sites have the same namespace"),
                bad(
                        kind,
                        "spec: {chain: [{site: a, namespace: a, subsystemRef: 2a}, {site: b,"
                                + " namespace: b, subsystemRef: 2a}], groups: [G1]}",
                        "two sites have the same subsystem name"),
                bad(
                        kind,
                        "spec: {chain: [{site: a, namespace: a, subsystemRef: 2a}, {site: a,"
                                + " namespace: b, subsystemRef: 2b}], groups: [G1]}",
                        "Duplicate value"),
                bad(kind, "spec: " + CHAIN.replace("[G1]", "[G1, G1]") + "}", "named twice"),
                bad(kind, "spec: " + CHAIN.replace("[G1]", "[]") + "}", "at least 1 items"),
                bad(kind, "spec: " + CHAIN + ", interval: 5}", "spec.interval"),
                bad(kind, "spec: " + CHAIN + ", interval: 5 s}", "spec.interval"),
                bad(kind, "spec: " + CHAIN + ", freeze: {mode: stop}}", "\"go\", \"hold\""),
                bad(
                        kind,
                        "spec: " + CHAIN + ", freeze: {deadline: 61s}}",
                        "deadline must lie between 1ms and 60s"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", freeze: {deadline: 0s}}",
                        "deadline must lie between 1ms and 60s"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", recovery: {approval: Perhaps}}",
                        "\"Automatic\", \"Manual\""));
    }

    private static Stream<Arguments> recoveries() {
        String kind = "Recovery";
        return Stream.of(
                bad(kind, "spec: " + CHAIN + "}", "Required value"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", cycleRef: c, site: x, lostSite: a}",
                        "site is not in the chain"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", cycleRef: c, site: b, lostSite: b}",
                        "lostSite must be another site of the chain"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", cycleRef: c, site: b, lostSite: x}",
                        "lostSite must be another site of the chain"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", cycleRef: c, site: b, lostSite: a, alsoLost: [b]}",
                        "alsoLost names this site"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", cycleRef: c, site: b, lostSite: a, alsoLost: [x]}",
                        "alsoLost names this site"),
                bad(
                        kind,
                        "spec: " + CHAIN + ", cycleRef: c, site: b, lostSite: a, grace: soon}",
                        "spec.grace"));
    }

    private static Stream<Arguments> grants() {
        String kind = "SiteGrant";
        String peer = "peers: [{namespace: a}]";
        return Stream.of(
                bad(kind, "spec: {" + peer + "}", "spec.groups: Required value"),
                bad(kind, "spec: {groups: [G1]}", "spec.peers: Required value"),
                bad(kind, "spec: {groups: [], " + peer + "}", "at least 1 items"),
                bad(kind, "spec: {groups: [G1], peers: []}", "at least 1 items"),
                bad(kind, "spec: {groups: [G1, G1], " + peer + "}", "a group is named twice"),
                bad(kind, "spec: {groups: ['*'], " + peer + "}", "should match"),
                bad(kind, "spec: {groups: [G1], peers: [{namespace: '*'}]}", "should match"),
                bad(
                        kind,
                        "spec: {groups: [G1], peers: [{namespace: a}, {namespace: a, uid: b}]}",
                        "Duplicate value"),
                bad(kind, "spec: {groups: [G1], peers: [{namespace: a, uid: ''}]}", "uid"),
                bad(
                        kind,
                        "spec: {groups: [G1], peers: [{namespace: a, credentialsRef: {name:"
                                + " 'A B'}}]}",
                        "should match"));
    }

    private static Stream<Arguments> names() {
        String name = "a".repeat(64);
        return Stream.of(
                Arguments.of("DRCycle", name, "spec: " + CHAIN + "}", "at most 63 characters"),
                Arguments.of(
                        "CopyPair",
                        name,
                        "spec: {group: G1, primary: {subsystemRef: 2a, port: 201b, lu: LU0},"
                                + " secondary: {subsystemRef: 2b, port: 201d, lu: LU0}}",
                        "give pairName"),
                Arguments.of(SUBSYSTEM, "2a.b", OPEN, "must have no dot"),
                Arguments.of(SUBSYSTEM, "2a.b", DIALLED, "must have no dot"),
                Arguments.of(SUBSYSTEM, "a".repeat(47), OPEN, "at most 46 characters"));
    }

    private static Arguments bad(String kind, String spec, String words) {
        return Arguments.of(kind, "bad", spec, words);
    }
}
