package dev.trilith.operator.app;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gauges of one answer to Prometheus, gathered by name. For use by one thread. */
final class Gauges {
    private final Map<String, GaugeMetricFamily> byName = new TreeMap<>();

    /**
     * Names and values of labels.
     *
     * @param names of the labels
     * @param values as many
     */
    record Labels(List<String> names, List<String> values) {
        Labels(String namespace, String name) {
            this(List.of("namespace", "name"), List.of(namespace, name));
        }

        Labels and(String name, String value) {
            return new Labels(with(names, name), with(values, value));
        }

        private static List<String> with(List<String> list, String more) {
            List<String> longer = new ArrayList<>(list);
            longer.add(more);
            return longer;
        }
    }

    /** A value that is null is left out. */
    void add(String name, String help, Labels labels, @Nullable Number value) {
        if (value != null) {
            byName.computeIfAbsent(name, n -> new GaugeMetricFamily(n, help, labels.names()))
                    .addMetric(labels.values(), value.doubleValue());
        }
    }

    List<MetricFamilySamples> families() {
        return List.copyOf(byName.values());
    }
}
