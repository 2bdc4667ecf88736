package dev.trilith.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trilith.cli.command.TrilithCommand;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The rehearsal of the command line over three clusters: the same report as everywhere, and the
 * status before and after.
 */
@OnThreeClusters
class LabReportOverThreeClustersE2E {
    private static final String CONTEXTS =
            InstalledLab.SITES.stream()
                    .map(site -> site + "=" + site)
                    .collect(Collectors.joining(","));

    @TempDir private Path folder;
    private ThreeClusters lab;

    /** What a command said, and its exit code. */
    private record Said(int exit, String text) {}

    @BeforeAll
    void install() {
        lab = ThreeClusters.install();
    }

    @AfterAll
    void uninstall() {
        lab.uninstall();
    }

    @Test
    void theReportIsWrittenAndStatusSaysWhatBecameOfTheSites()
            throws IOException, InterruptedException, ExecutionException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig());
        Path report = folder.resolve("report.json");
        Said before = trilith(new StringWriter(), "status", kubeconfig);
        assertThat(before.text()).contains("protected").contains("Standby");
        assertThat(before.exit()).isZero();

        StringWriter output = new StringWriter();
        CompletableFuture<Said> rehearsal =
                CompletableFuture.supplyAsync(() ->
                        trilith(
                                output,
                                "lab run --cluster --disaster external --scenario production-loss --report "
                                        + report,
                                kubeconfig));
        lab.until(
                "the rehearsal asks for the disaster",
                () ->
                        rehearsal.isDone()
                                || output.toString()
                                        .contains("waiting for the loss of production"));
        assertThat(rehearsal).as(output.toString()).isNotDone();
        lab.centres().enact(DataCentres.Deed.LOSE, "production");
        Said said = rehearsal.get();
        assertThat(said.exit()).as(said.text()).isZero();

        JsonNode written = new ObjectMapper().readTree(report.toFile());
        assertThat(written.path("ok").asBoolean()).isTrue();
        assertThat(written.path("rtoSeconds").asDouble()).isPositive();
        assertThat(written.path("rpoSeconds").asDouble()).isZero();
        Figure.print(
                "RTO as the lab's report has it over three clusters",
                written.path("rtoSeconds").asText() + " s",
                "<= 15 s");
        assertThat(written.path("rtoSeconds").asDouble(Double.MAX_VALUE))
                .isLessThanOrEqualTo((double) Figure.RTO.toSeconds());

        Said after = trilith(new StringWriter(), "status", kubeconfig);
        assertThat(after.text()).contains("NOT protected").contains("Recovered");
        assertThat(after.exit()).isEqualTo(1);
    }

    private static Said trilith(StringWriter output, String words, Path kubeconfig) {
        List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
        arguments.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--context", CONTEXTS));
        PrintWriter writer = new PrintWriter(output, true);
        CommandLine line = TrilithCommand.commandLine().setOut(writer).setErr(writer);
        return new Said(line.execute(arguments.toArray(String[]::new)), output.toString());
    }

    /** The three kubeconfigs as one, each site's context with the site's name. */
    private String kubeconfig() throws IOException {
        List<NamedCluster> clusters = new ArrayList<>();
        List<NamedAuthInfo> users = new ArrayList<>();
        List<NamedContext> contexts = new ArrayList<>();
        for (String site : InstalledLab.SITES) {
            Config one =
                    Serialization.unmarshal(
                            lab.cluster(site).kubectl("config", "view", "--flatten", "--minify"),
                            Config.class);
            NamedCluster cluster = one.getClusters().getFirst();
            cluster.setName(site);
            clusters.add(cluster);
            NamedAuthInfo user = one.getUsers().getFirst();
            user.setName(site);
            users.add(user);
            NamedContext context = one.getContexts().getFirst();
            context.setName(site);
            context.getContext().setCluster(site);
            context.getContext().setUser(site);
            contexts.add(context);
        }
        return Serialization.asYaml(
                new ConfigBuilder()
                        .withApiVersion("v1")
                        .withKind("Config")
                        .withClusters(clusters)
                        .withUsers(users)
                        .withContexts(contexts)
                        .build());
    }
}
