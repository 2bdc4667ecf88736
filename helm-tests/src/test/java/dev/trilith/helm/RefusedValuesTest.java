package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot work are refused before anything is installed, in words that name them. */
class RefusedValuesTest {
    private static final String OF_THE_OPERATOR =
            """
            operater: {enabled: true} | 'operater' not allowed
            operator: {scoop: site} | 'scoop' not allowed
            operator: {scope: namespace} | '/operator/scope': value must be one of 'cluster', 'site'
            operator: {scope: site} | operator.chainNamespaces is empty
            operator: {scope: site, chainNamespaces: [a]} | lacks the operator's own namespace trilith-system
            operator: {chainNamespaces: [a]} | only for operator.scope site
            operator: {scope: site, chainNamespaces: [A_b]} | '/operator/chainNamespaces/0'
            operator: {scope: site, chainNamespaces: [a, a]} | '/operator/chainNamespaces'
            operator: {replicas: 2} | '/operator/replicas': maximum
            operator: {arrayTimeout: 2} | '/operator/arrayTimeout': got number, want string
            operator: {arrayTimeout: 0s} | '/operator/arrayTimeout'
            operator: {lookAgain: soon} | '/operator/lookAgain'
            operator: {logLevel: LOUD} | '/operator/logLevel'
            operator: {image: {tag: "1 2"}} | '/operator/image/tag'
            operator: {image: {pullPolicy: Sometimes}} | '/operator/image/pullPolicy'
            operator: {arrayImage: "a b"} | '/operator/arrayImage'
            operator: {resources: {limits: {memory: much}}} | '/operator/resources/limits/memory'
            operator: {tolerations: [{effect: Never}]} | '/operator/tolerations/0/effect'
            operator: {extraEnv: [{name: 1A}]} | '/operator/extraEnv/0/name'
            operator: {networkPolicy: {apiServerPorts: [70000]}} | '/operator/networkPolicy/apiServerPorts/0'
            operator: {networkPolicy: {externalArrays: [{cidr: 192.0.2.1}]}} | '/operator/networkPolicy/externalArrays/0'
            operator: {networkPolicy: {externalArrays: [{cidr: 192.0.2.1/33, port: 1}]}} | '/operator/networkPolicy/externalArrays/0/cidr'
            operator: {networkPolicy: {apiServerCidrs: [300.0.2.1/32]}} | '/operator/networkPolicy/apiServerCidrs/0'
            operator: {networkPolicy: {apiServerCidrs: ["fd00::/129"]}} | '/operator/networkPolicy/apiServerCidrs/0'
            operator: {networkPolicy: {healthFrom: [{ipBlock: {cidr: 192.0.2.1/99}}]}} | '/operator/networkPolicy/healthFrom/0/ipBlock/cidr'
            operator: {networkPolicy: {healthFrom: [{ipBlock: {cidr: 192.0.2.1/32}, podSelector: {}}]}} | '/operator/networkPolicy/healthFrom/0'
            operator: {networkPolicy: {healthFrom: [{podSelector: {app: a}}]}} | 'app' not allowed
            operator: {podLabels: {app.kubernetes.io/name: foo}} | operator.podLabels has app.kubernetes.io/name
            operator: {podLabels: {app.kubernetes.io/instance: foo}} | operator.podLabels has app.kubernetes.io/instance
            operator: {serviceMonitor: {labels: {app.kubernetes.io/name: foo}}} | operator.serviceMonitor.labels has app.kubernetes.io/name
            operator: {podDisruptionBudget: {maxUnavailable: 2}} | '/operator/podDisruptionBudget/maxUnavailable'
            operator: {serviceMonitor: {interval: often}} | '/operator/serviceMonitor/interval'
            operator: {serviceMonitor: {enabled: 1}} | '/operator/serviceMonitor/enabled': got number
            crds: {install: "yes"} | '/crds/install': got string, want boolean
            fullnameOverride: Big | '/fullnameOverride'
            serviceAccount: {create: false} | serviceAccount.name must name an account
            {crds: {install: false}, operator: {enabled: false}} | nothing would be installed
            """;

    private static final String OF_THE_LAB =
            """
            volume: 3 | 'volume' not allowed
            volumes: 0 | '/volumes': minimum
            volumes: 65 | '/volumes': maximum
            volumes: two | '/volumes': got string, want integer
            volumes: 40 | needs 2568Mi for its volumes, but its storage.size is 2Gi
            size: 64 | '/size': got number, want string
            size: 64MB | '/size'
            size: 0Mi | '/size'
            interval: 5 | '/interval': got number, want string
            interval: 5sec | '/interval'
            freeze: {mode: stop} | '/freeze/mode': value must be one of 'hold', 'go'
            freeze: {deadline: 5m} | '/freeze/deadline'
            freeze: {deadline: 61s} | '/freeze/deadline'
            freeze: {deadline: 60001ms} | '/freeze/deadline'
            recovery: {approval: Perhaps} | '/recovery/approval'
            recovery: {onUnreachable: Panic} | '/recovery/onUnreachable'
            only: moon | '/only': value must be one of
            scope: galaxy | '/scope': value must be one of
            sites: {mars: {namespace: mars}} | 'mars' not allowed
            sites: {local: {namespace: Local}} | '/sites/local/namespace'
            sites: {local: {namespace: remote}} | two sites share a namespace
            sites: {local: {array: 2c}} | two sites' arrays have the same name
            sites: {local: {port: 201d-and-more}} | '/sites/local/port'
            sites: {local: {overrides: {storage: {size: 1Mi}}}} | array 2b needs 272Mi
            namespaces: {podSecurity: none} | '/namespaces/podSecurity'
            arrays: {storage: {deletionPolicy: Shred}} | '/arrays/storage/deletionPolicy'
            arrays: {storage: {className: Fast}} | '/arrays/storage/className'
            arrays: {storage: {hostTls: {mode: Allowed}}} | needs either certificateSecret or pskSecret
            arrays: {storage: {hostTls: {certificateSecret: a, pskSecret: b}}} | needs either certificateSecret or pskSecret
            arrays: {storage: {hostTls: {pskSecret: b, verifyClients: true}}} | verifyClients needs certificateSecret
            arrays: {storage: {hostTls: {pskSecret: b, mode: Maybe}}} | '/arrays/storage/hostTls/mode'
            {host: {enabled: true}, arrays: {storage: {hostTls: {pskSecret: b}}}} | this chart's host speaks plain NBD
            arrays: {service: {type: ClusterIP}} | '/arrays/service/type'
            arrays: {service: {type: NodePort}} | its host must be the address
            arrays: {service: {type: LoadBalancer, host: 192.0.2.1}} | host is only for NodePort
            arrays: {service: {nodePorts: {rest: 30080}}} | nodePorts are only for
            arrays: {service: {type: NodePort, host: h, nodePorts: {nbd: 30809}}} | node port 30809 is wanted twice, for nbd of array 2a and for nbd of array 2b
            {arrays: {service: {type: NodePort, host: h}}, sites: {local: {overrides: {service: {nodePorts: {rest: 30080, link: 30080}}}}}} | node port 30080 is wanted twice
            arrays: {service: {nodePorts: {web: 30080}}} | 'web' not allowed
            peers: {local: {endpoint: 192.0.2.1}} | '/peers/local/endpoint'
            peers: {local: {linkEndpoint: 192.0.2.1}} | '/peers/local/linkEndpoint'
            peers: {local: {nbd: [{port: a}]}} | '/peers/local/nbd/0'
            grants: {uids: {local: "a b"}} | '/grants/uids/local'
            credentials: {arrays: {local: {token: short}}} | '/credentials/arrays/local/token'
            credentials: {arrays: {local: {token: 0123456789abcdef, existingSecret: a}}} | give one of them
            {only: local, credentials: {enabled: true}} | needs token or existingSecret
            host: {rate: fast} | '/host/rate'
            test: {timeoutSeconds: 1} | '/test/timeoutSeconds'
            podDisruptionBudget: {maxUnavailable: 50%} | '/podDisruptionBudget/maxUnavailable'
            networkPolicy: {fromCidrs: []} | '/networkPolicy/fromCidrs'
            networkPolicy: {fromCidrs: [10.0.0.0/99]} | '/networkPolicy/fromCidrs/0'
            networkPolicy: {operatorNamespaces: []} | '/networkPolicy/operatorNamespaces'
            networkPolicy: {hosts: [{ipBlock: {cidr: 192.0.2.1/32}, namespaceSelector: {}}]} | '/networkPolicy/hosts/0'
            """;

    private static Stream<Arguments> ofTheOperator() {
        return rows(OF_THE_OPERATOR);
    }

    private static Stream<Arguments> ofTheLab() {
        return rows(OF_THE_LAB);
    }

    private static Stream<Arguments> rows(String table) {
        return table.lines()
                .map(line -> line.split(" [|] "))
                .map(row -> Arguments.of(row[0], row[1]));
    }

    @ParameterizedTest
    @MethodSource
    void ofTheOperator(String values, String words) {
        refused(Chart.OPERATOR, values, words);
    }

    @ParameterizedTest
    @MethodSource
    void ofTheLab(String values, String words) {
        refused(Chart.LAB, values, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "local", "remote"})
    void aReleaseIsNotRecordedInASiteThatItMakes(String site) {
        refused(Chart.LAB.in(site), "", "install into another one");
    }

    private static void refused(Chart chart, String values, String words) {
        assertThatThrownBy(() -> chart.objects(values)).as(values).hasMessageContaining(words);
    }
}
