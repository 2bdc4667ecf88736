package dev.trilith.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chart's README names every value with its default, and no other. */
class ChartReadmeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^[|] `([^`]+)` [|] (.*?) [|]");
    private static final Pattern SITE = Pattern.compile("\\.(production|local|remote)(?=\\.|$)");
    private static final Pattern PAIR = Pattern.compile("\\.[a-z]+To[A-Z][a-z]+\\.");

    @ParameterizedTest
    @ValueSource(strings = {"helm/trilith", "helm/trilith-lab"})
    void everyValueIsExplained(String chart) {
        Map<String, String> values = new TreeMap<>();
        collect("", Repository.documents(Repository.path(chart + "/values.yaml")).get(0), values);
        Map<String, String> explained = new TreeMap<>();
        String readme = Repository.read(Repository.path(chart + "/README.md"));
        Matcher row = ROW.matcher(readme.substring(readme.indexOf("## Values")));
        while (row.find()) {
            explained.put(row.group(1), row.group(2));
        }
        assertThat(explained.keySet()).isEqualTo(values.keySet());
        explained.forEach((value, said) -> {
            if (said.matches("`[^`]+`")) {
                assertThat(said).as(value).isEqualTo("`" + values.get(value) + "`");
            }
        });
    }

    private static void collect(String path, JsonNode value, Map<String, String> values) {
        if (value.isObject() && !value.isEmpty()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                collect(
                        path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                        field.getValue(),
                        values);
            }
            return;
        }
        String name = PAIR.matcher(SITE.matcher(path).replaceAll(".<site>")).replaceAll(".<pair>.");
        values.put(name, text(value));
    }

    private static String text(JsonNode value) {
        boolean plain = value.isTextual() && !value.asText().isEmpty();
        return plain ? value.asText() : value.toString();
    }
}
