package dev.trilith.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command line says to good and bad arguments. */
class TrilithCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = TrilithCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }

    @Test
    void help_names_every_command() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("lab", "array", "record", "tables", "Examples:");
    }

    @ParameterizedTest
    @CsvSource({
        "lab run",
        "lab up",
        "lab destroy",
        "array",
        "record show",
        "tables",
        "lab",
        "status",
        "host",
        "host write",
        "host check"
    })
    void every_command_has_help(String command) {
        assertThat(run((command + " --help").split(" ", -1))).isZero();
        assertThat(out.toString()).contains("Usage: trilith " + command);
    }

    @Test
    void version_is_printed() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("trilith 0.1.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "lab run|--scenario",
                "lab run --scenario flood|'flood' is no scenario",
                "lab run --scenario steady --at 1140|'1140' is no step",
                "lab run --scenario steady --size 5000|multiple of 4096",
                "lab run --scenario steady --size 64K|at least 1 MiB",
                "lab run --scenario steady --size big|'big' is not a size",
                "lab run --scenario steady --volumes 0|1 to 64",
                "lab run --scenario steady --cycles 0|at least one full cycle",
                "lab run --scenario steady --size 2GB|'2GB' may mean powers of 1000 or of 1024: give 2Gi",
                "lab run --scenario steady --size 64kb|give 64Ki, or a number of bytes",
                "lab run --scenario steady --size 64i|'64i' is not a size",
                "lab run --scenario steady --size 513Gi|at most 512 GiB",
                "lab run --scenario steady --size 100000Ti|at most 512 GiB",
                "lab run --scenario steady --size 512Gi --volumes 2|at most 1 TiB together",
                "lab run --scenario steady --size 9999999Ti|is larger than any volume",
                "lab run --scenario steady --freeze melt|give hold (they wait) or go (they go on)",
                "lab run --scenario steady --at 1110|in steady nothing is lost",
                "lab up --interval soon|'soon' is not a length of time",
                "lab destroy --site moon|'moon' is no site",
                "lab destroy|--site",
                "tables|--array",
                "record show|VOLUME",
                "record show nbd:nowhere|is not an NBD address",
                "record show nbd://127.0.0.1:99999/LU1|ports are 1 to 65535",
                "lab run --scenario steady --seed x|'x' is not a whole number",
                "lab run --scenario steady --volumes 99999999999|is not a whole number",
                "lab run --scenario steady --cluster --size 4Mi|--size is for a lab that is made here",
                "lab run --scenario steady --context x|--context needs --cluster",
                "lab run --scenario steady --disaster external|--disaster needs --cluster",
                "lab run --scenario steady --cluster --cycle x|'x' is not NAMESPACE/NAME",
                "lab run --scenario steady --cluster --disaster flood|give namespace or external",
                "host write|--volume",
                "status --dir x --context y|--context is for a lab in a cluster",
                "host write --volume nbd://127.0.0.1:1/LU0|names no volume",
                "host write --volume a=nbd:nowhere|is not an NBD address",
                "host write --volume a=nbd://h/x --rate 5|'5' is not a rate",
                "host write --volume a=nbd://h/x --rate 0/s|1 to 1000000 writes",
                "host write --volume a=nbd://h/x --volume a=nbd://h/y|is given twice",
                "host write --volume a=nbd://h/x --count 0|at least one write",
                "host write --volume a=nbd://h/x --count 1 --until-signal|exclude each other",
                "host check|--volume",
                "host check --volume a=nbd://h/x --at-least -1|--at-least is 0 or more",
                "record show http://x/LU1|write nbd://HOST:PORT/LU",
                "simulate --seconds -1|--seconds is 0 or more",
                "simulate --model --operator|--model and --operator exclude each other",
                "simulate --model --count 3|--model and --count exclude each other",
                "simulate --model --enumerate singles|exclude each other",
                "simulate --enumerate singles --operator|exclude each other",
                "simulate --enumerate singles --seed 4|exclude each other",
                "simulate --enumerate-only x/1 --sites 4|--enumerate-only and --sites exclude each other",
                "simulate --model-crashes 1|--model-crashes needs --model",
                "simulate --model --model-crashes -1|begin at 0",
                "simulate --model --model-states 0|--model-states at 1",
                "fly|fly",
                "fly|Commands: lab, ",
                "lab fly|Commands: run, up, destroy",
            })
    void wrong_arguments_are_named_in_one_sentence(String arguments, String sentence) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith("trilith: ").contains(sentence);
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1048576, 1048576",
        "1024K, 1048576",
        "1Mi, 1048576",
        "1m, 1048576",
        "2GiB, 2147483648",
        "2G, 2147483648",
        "2gi, 2147483648",
        "16Ti, 17592186044416"
    })
    void letters_of_a_size_count_in_1024(String text, long bytes) {
        assertThat(new SizeConverter().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "lab run --scenario steady --data NOWHERE|is not a file that can be read",
                "lab run --scenario steady --data /dev/null|is not a file that can be read",
                "lab run --scenario steady --report NOWHERE/x/report.json|nowhere/x is not there.",
                "lab run --scenario steady --report FOLDER|that is a folder.",
                "lab up --endpoints FOLDER|the endpoints cannot be written to",
                "tables --array http//127.0.0.1:1|is not a URL",
                "tables --array http://127.0.0.1:1 --token-file NOWHERE|cannot be used",
                "lab run --scenario steady --cluster --kubeconfig NOWHERE|is not a file.",
                "record show NOWHERE|is not there",
                "record show FOLDER|is not a file",
                "lab destroy --site production --dir NOWHERE|no lab runs in",
                "tables --array 2a --dir NOWHERE|no lab runs in",
                "status --dir NOWHERE|no lab runs in",
            })
    void what_was_given_and_cannot_be_used_is_a_wrong_argument(
            String arguments, String sentence, @TempDir Path folder) {
        String filled =
                arguments
                        .replace("NOWHERE", folder.resolve("nowhere").toString())
                        .replace("FOLDER", folder.toString());
        assertThat(run(filled.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith("trilith: ").contains(sentence);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tables --array http://127.0.0.1:1|does not answer: nothing listens there.",
                "record show nbd://127.0.0.1:1/LU0|cannot open nbd://127.0.0.1:1/LU0",
            })
    void what_is_not_there_is_named(String arguments, String sentence, @TempDir Path folder) {
        String nowhere = folder.resolve("nowhere").toString();
        assertThat(run(arguments.replace("NOWHERE", nowhere).split(" ", -1))).isEqualTo(1);
        assertThat(err.toString()).startsWith("trilith: ").contains(sentence);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void data_that_does_not_fit_is_refused_before_anything_starts(@TempDir Path folder)
            throws Exception {
        Path data = folder.resolve("data");
        Files.write(data, new byte[1 << 20]);
        assertThat(
                        run(
                                "lab",
                                "run",
                                "--scenario",
                                "steady",
                                "--size",
                                "1Mi",
                                "--data",
                                data.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("1048576 bytes").contains("give a larger --size");
    }

    @Test
    void a_file_is_no_folder_for_a_lab(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("letter.txt"));
        assertThat(run("lab", "up", "--dir", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("letter.txt is not a folder");
    }

    @Test
    void a_folder_with_other_things_in_it_is_refused(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("letter.txt"), "dear");
        assertThat(run("lab", "up", "--dir", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("is not empty");
        assertThat(folder.resolve("letter.txt")).exists();
    }
}
