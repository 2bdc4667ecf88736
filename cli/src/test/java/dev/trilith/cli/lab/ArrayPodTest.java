package dev.trilith.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrayPodTest {
    @Test
    void ports_folder_and_address_become_those_of_this_machine() {
        ArrayPod pod =
                new ArrayPod(
                        "local",
                        "array-2b",
                        List.of(
                                "array",
                                "run",
                                "--name",
                                "2b",
                                "--data=/data",
                                "--rest-port",
                                "8080",
                                "--nbd",
                                "201d=10809",
                                "--link-port=9000",
                                "--bind",
                                "0.0.0.0"),
                        Map.of("rest", 8080, "link", 9000, "nbd-201d", 10809));
        assertThat(
                        pod.hostArguments(
                                Map.of("rest", 41001, "link", 41002, "nbd-201d", 41003), "/lab/x"))
                .containsExactly(
                        "--name",
                        "2b",
                        "--data",
                        "/lab/x",
                        "--rest-port",
                        "41001",
                        "--nbd",
                        "201d=41003",
                        "--link-port",
                        "41002",
                        "--bind",
                        "127.0.0.1");
    }
}
