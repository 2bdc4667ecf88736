package dev.trilith.helm;

import java.util.List;
import java.util.stream.Stream;

/**
 * Values that people may install the charts with: each test of what is rendered runs over all of
 * them.
 */
final class ValueSets {
    private static final String TOKENS =
            """
            credentials:
              peers:
                productionToLocal: {token: 0123456789abcdef0}
                productionToRemote: {token: 0123456789abcdef1}
                localToRemote: {token: 0123456789abcdef2}
                remoteToProduction: {token: 0123456789abcdef3}
                remoteToLocal: {token: 0123456789abcdef4}
            """;

    private ValueSets() {}

    /**
     * One way to install a chart.
     *
     * @param name what it is
     * @param chart which chart
     * @param values in YAML
     */
    record ValueSet(String name, Chart chart, List<String> values) {
        String[] texts() {
            return values.toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<ValueSet> all() {
        return Stream.concat(operator(), lab());
    }

    static Stream<ValueSet> operator() {
        Chart chart = Chart.OPERATOR;
        return Stream.of(
                set("operator: defaults", chart, ""),
                set("operator: definitions only", chart, "operator: {enabled: false}"),
                set("operator: no definitions", chart, "crds: {install: false}"),
                set("operator: definitions go too", chart, "crds: {keep: false}"),
                set("operator: stopped", chart, "operator: {replicas: 0}"),
                set("operator: site", chart.in("production"), chart.valuesFile("values-site.yaml")),
                set(
                        "operator: somebody else's account and rights",
                        chart,
                        "serviceAccount: {create: false, name: mine}\nrbac: {create: false}"),
                set("operator: names like numbers", chart.in("789"), numbersOfTheOperator()),
                set("operator: everything set", chart, everythingOfTheOperator()));
    }

    static Stream<ValueSet> lab() {
        Chart chart = Chart.LAB;
        return Stream.of(
                set("lab: defaults", chart, ""),
                set("lab: one chain", chart, "volumes: 1"),
                set("lab: seven chains", chart, "volumes: 7"),
                set("lab: host", chart, "host: {enabled: true}"),
                set("lab: open to all pods", chart, "networkPolicy: {enabled: false}"),
                set("lab: tokens", chart, "credentials: {enabled: true}"),
                set("lab: site", chart, chart.valuesFile("values-site-scope.yaml")),
                set("lab: namespaces of others", chart, "namespaces: {create: false}"),
                set("lab: node ports in one cluster", chart, nodePorts()),
                set("lab: names like numbers", chart.in("789"), numbersOfTheLab()),
                set("lab: everything set", chart, everythingOfTheLab()),
                cluster("production"),
                cluster("local"),
                cluster("remote"));
    }

    /** One site in a cluster of its own. */
    static ValueSet cluster(String site) {
        String file = Chart.LAB.valuesFile("values-three-clusters-" + site + ".yaml");
        return new ValueSet("lab: cluster of " + site, Chart.LAB, List.of(file, TOKENS));
    }

    private static ValueSet set(String name, Chart chart, String values) {
        return new ValueSet(name, chart, List.of(values));
    }

    private static String nodePorts() {
        return """
        arrays: {service: {type: NodePort, host: 192.0.2.1}}
        sites: {local: {overrides: {service: {nodePorts: {link: 30800}}}}}
        """;
    }

    /** What YAML takes for a number or a truth value unless it is quoted. */
    static String numbersOfTheOperator() {
        return """
        fullnameOverride: "true"
        serviceAccount: {name: "123"}
        operator:
          image: {repository: "12", tag: "34"}
          arrayImage: "123"
          priorityClassName: "123"
          podLabels: {team: "123"}
          nodeSelector: {disk: "true"}
          extraEnv: [{name: A, value: "123"}]
        """;
    }

    /** What YAML takes for a number or a truth value unless it is quoted. */
    static String numbersOfTheLab() {
        return """
        scope: site
        sites:
          production: {namespace: "123", array: "1", port: "201"}
          local: {namespace: "true", array: "2", port: "202"}
          remote: {namespace: "null", array: "3", port: "203"}
        arrays:
          image: "123"
          storage: {className: "123"}
          service: {type: NodePort, host: "123", annotations: {a: "true"}}
          nodeSelector: {disk: "true"}
        grants: {uids: {production: "123"}}
        credentials: {enabled: true, arrays: {local: {existingSecret: mine}}}
        image: {repository: "12", tag: "34"}
        imagePullSecrets: [{name: "123"}]
        host: {enabled: true}
        """;
    }

    private static String everythingOfTheOperator() {
        return """
        fullnameOverride: box
        imagePullSecrets: [{name: pull}]
        serviceAccount: {annotations: {a: b}}
        rbac: {readSecrets: false}
        operator:
          image: {repository: registry.example:5000/trilith/operator, tag: 1.2.3, pullPolicy: Always}
          arrayImage: registry.example:5000/trilith/array:1.2.3
          arrayTimeout: 500ms
          lookAgain: 1s
          logLevel: DEBUG
          extraEnv: [{name: A, value: b}]
          podLabels: {team: storage}
          podAnnotations: {note: "1"}
          priorityClassName: high
          nodeSelector: {disk: ssd}
          tolerations: [{key: a, operator: Exists, effect: NoSchedule}]
          affinity: {nodeAffinity: {}}
          topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
          podDisruptionBudget: {maxUnavailable: 0}
          serviceMonitor: {enabled: true, interval: 1m, labels: {release: prometheus}}
          networkPolicy:
            apiServerCidrs: [192.0.2.1/32]
            externalArrays: [{cidr: 198.51.100.10/32, port: 30080}]
            healthFrom: [{namespaceSelector: {matchLabels: {name: monitoring}}}]
        """;
    }

    private static String everythingOfTheLab() {
        return """
        namespaces: {keep: true}
        sites:
          production: {namespace: p, array: box-1, port: a}
          local: {namespace: l, array: box-2, port: b}
          remote:
            namespace: r
            array: box-3
            port: c
            overrides: {storage: {className: slow, deletionPolicy: Delete}, nodeSelector: {zone: far}, service: {nodePorts: {rest: 31000, link: 31800}}}
        volumes: 3
        size: 128Mi
        managementSize: 16Mi
        interval: 30s
        paused: true
        freeze: {mode: go, deadline: 500ms}
        recovery: {approval: Manual, onUnreachable: Recover, grace: 10s}
        arrays:
          image: registry.example/array:2
          storage: {size: 4Gi, className: fast, hostTls: {mode: Allowed, certificateSecret: host-tls, verifyClients: true}}
          service: {type: LoadBalancer, annotations: {lb: internal}}
          tolerations: [{operator: Exists}]
          topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]
        grants: {uids: {production: 0a1b2c3d-0000-4000-8000-000000000000}}
        credentials: {enabled: true, arrays: {local: {existingSecret: mine}}}
        podDisruptionBudget: {maxUnavailable: 1}
        networkPolicy:
          operatorNamespaces: [ops]
          hosts: [{namespaceSelector: {}}, {ipBlock: {cidr: "fd00::/8"}}]
          fromCidrs: [192.0.2.0/24]
        image: {repository: registry.example/trilith, tag: "2", pullPolicy: Always}
        imagePullSecrets: [{name: pull}]
        host: {enabled: true, rate: 5/s, nodeSelector: {a: b}, tolerations: [{operator: Exists}]}
        test: {timeoutSeconds: 60}
        """;
    }
}
