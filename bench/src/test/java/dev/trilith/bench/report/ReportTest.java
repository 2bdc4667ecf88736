package dev.trilith.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
    private static final Result FAST =
            Result.of(
                    "read",
                    "GiB/s",
                    Figures.of(3, 3),
                    Figures.of(1, 2),
                    "a & b",
                    Goal.atLeast(1.1));
    private static final Result SLOW =
            Result.of(
                    "latency", "us", Figures.of(80), Figures.of(100), "nbdkit", Goal.atMost(0.65));

    @Test
    void aGoalIsMetFromItsOwnSide() {
        assertThat(Goal.atLeast(1.1).metBy(1.1)).isTrue();
        assertThat(Goal.atLeast(1.1).metBy(1.09)).isFalse();
        assertThat(Goal.atMost(0.65).metBy(0.65)).isTrue();
        assertThat(Goal.atMost(0.65).metBy(0.66)).isFalse();
        assertThat(FAST.met()).isTrue();
        assertThat(SLOW.met()).isFalse();
    }

    @Test
    void reachedIsMoreWhenBetter() {
        assertThat(FAST.reached()).isCloseTo(2.25 / 1.1, within(1e-9));
        assertThat(SLOW.reached()).isCloseTo(0.65 / 0.8, within(1e-9));
        assertThat(
                        Result.of(
                                        "r",
                                        "s",
                                        Figures.of(1),
                                        Figures.of(100),
                                        "rsync",
                                        Goal.atMost(0.02))
                                .reached())
                .isCloseTo(2, within(1e-9));
    }

    @Test
    void aLimitIsAPeer() {
        Result start = Result.limited("start", "s", Figures.of(0.5, 0.7, 0.9), 1);
        assertThat(start.peer()).isEqualTo(1);
        assertThat(start.ratio()).isEqualTo(0.7);
        assertThat(start.goal()).isEqualTo("<= 1x");
        assertThat(start.met()).isTrue();
    }

    @Test
    void theFileHasTheFieldsThatProgramsRead() throws Exception {
        JsonNode list = new ObjectMapper().readTree(ResultFile.text(List.of(FAST, SLOW)));
        assertThat(list).hasSize(2);
        List<String> fields = new ArrayList<>();
        list.path(0).fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactly(
                        "name", "unit", "ours", "peer", "peerName", "ratio", "goal", "met");
        assertThat(list.path(0).path("ratio").asDouble()).isEqualTo(2.25);
        assertThat(list.path(1).path("goal").asText()).isEqualTo("<= 0.65x");
        assertThat(list.path(1).path("met").isBoolean()).isTrue();
    }

    @Test
    void theTableIsAligned() {
        List<String> lines = Table.of(List.of(FAST, SLOW)).lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines).allMatch(line -> line.length() == lines.get(0).length());
        assertThat(lines.get(2)).contains("| read ").contains("2.25x").contains("| yes");
        assertThat(lines.get(3)).contains("**no**");
    }

    @Test
    void thePictureHasABarForEachRow() throws Exception {
        Document svg =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(
                                new ByteArrayInputStream(
                                        Picture.of(List.of(FAST, SLOW))
                                                .getBytes(StandardCharsets.UTF_8)));
        NodeList bars = svg.getElementsByTagName("rect");
        // The first one is the background.
        assertThat(bars.getLength()).isEqualTo(3);
        Element better = (Element) bars.item(1);
        Element worse = (Element) bars.item(2);
        assertThat(better.getAttribute("fill")).isNotEqualTo(worse.getAttribute("fill"));
        // Better than the goal goes to the right of it, worse ends there.
        double goal = number(better, "x");
        assertThat(number(worse, "x") + number(worse, "width")).isCloseTo(goal, within(0.2));
        assertThat(svg.getDocumentElement().getTextContent()).contains("a & b");
    }

    private static double number(Element bar, String attribute) {
        return Double.parseDouble(bar.getAttribute(attribute));
    }

    @Test
    void onlyTheGeneratedPartOfAPageChanges() {
        String page = "before\n" + Page.BEGIN + "\nold\n" + Page.END + "\nafter\n";
        assertThat(Page.updated(page, "new\n"))
                .isEqualTo("before\n" + Page.BEGIN + "\n\nnew\n\n" + Page.END + "\nafter\n");
        assertThatIllegalArgumentException().isThrownBy(() -> Page.updated("no marks", "new"));
    }
}
