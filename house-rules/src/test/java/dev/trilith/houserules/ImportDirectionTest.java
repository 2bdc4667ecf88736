package dev.trilith.houserules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * The arrows of the house: a package may depend on what is listed for it, and on nothing else.
 * CONTRIBUTING.md shows the same list.
 */
class ImportDirectionTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.trilith");

    @Test
    void theWholeHouseIsRead() {
        for (String room :
                new String[] {
                    "core",
                    "contract",
                    "emulator.engine",
                    "emulator.link",
                    "emulator.nbd",
                    "emulator.rest",
                    "operator.api",
                    "operator.reconcile",
                    "cli",
                    "bench"
                }) {
            assertThat(HOUSE.stream())
                    .as(room)
                    .anyMatch(c -> c.getPackageName().startsWith("dev.trilith." + room));
        }
    }

    @Test
    void copyCoreIsPure() {
        mayUse("dev.trilith.core..");
    }

    @Test
    void theCoreAsksForTimeAndChance() {
        noClasses()
                .that()
                .resideInAPackage("dev.trilith.core..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Clock.class, Thread.class, Random.class, ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.nio.file..", "java.nio.channels..", "java.net..")
                .check(HOUSE);
    }

    @Test
    void theContractHoldsMessages() {
        mayUse("dev.trilith.contract..", "com.fasterxml.jackson.annotation..");
    }

    @Test
    void theEngineStandsAlone() {
        mayUse("dev.trilith.emulator.engine..");
    }

    @Test
    void linkAndNbdKnowTheEngine() {
        mayUse("dev.trilith.emulator.link..", "dev.trilith.emulator.engine..");
        mayUse("dev.trilith.emulator.nbd..", "dev.trilith.emulator.engine..", "org.bouncycastle..");
    }

    @Test
    void tlsKnowsNoVolumes() {
        mayUse("dev.trilith.emulator.nbd.tls..", "org.bouncycastle..");
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.trilith.emulator.nbd.tls..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..")
                .check(HOUSE);
    }

    @Test
    void restTranslates() {
        mayUse(
                "dev.trilith.emulator.rest..",
                "dev.trilith.emulator.engine..",
                "dev.trilith.contract..",
                "jakarta..",
                "org.eclipse.microprofile..",
                "org.jboss.resteasy.reactive..",
                "com.fasterxml.jackson..",
                "io.quarkiverse.resteasy..",
                "io.quarkus..",
                "org.jboss.logging..");
    }

    @Test
    void theBenchmarkIsAnyHost() {
        mayUse(
                "dev.trilith.bench..",
                "dev.trilith.contract..",
                "com.fasterxml.jackson..",
                "picocli..");
    }

    @Test
    void arrayAndOperatorNeverMeet() {
        noClasses()
                .that()
                .resideInAPackage("dev.trilith.emulator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.trilith.core..", "dev.trilith.operator..")
                .check(HOUSE);
        noClasses()
                .that()
                .resideInAPackage("dev.trilith.operator..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.trilith.emulator..")
                .check(HOUSE);
    }

    @Test
    void operatorApiIsAModel() {
        mayUse("dev.trilith.operator.api..", "io.fabric8..", "com.fasterxml.jackson..");
    }

    @Test
    void translateIsPure() {
        mayUse(
                "dev.trilith.operator.translate..",
                "dev.trilith.operator.api..",
                "dev.trilith.core..",
                "io.fabric8.kubernetes.api.model..",
                "io.fabric8.kubernetes.client..");
    }

    @Test
    void theArrayAdapterSpeaksTheContract() {
        mayUse(
                "dev.trilith.operator.array..",
                "dev.trilith.core..",
                "dev.trilith.contract..",
                "com.fasterxml.jackson..",
                "org.slf4j..");
    }

    @Test
    void reconcilersReachArraysOnlyThroughThePort() {
        noClasses()
                .that()
                .resideInAPackage("dev.trilith.operator.reconcile..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trilith.operator.array..",
                        "dev.trilith.operator.app..",
                        "dev.trilith.contract..",
                        "io.quarkus..",
                        "java.net.http..")
                .check(HOUSE);
    }

    @Test
    void thereIsOneDoorToStatus() {
        noClasses()
                .that()
                .resideInAPackage("dev.trilith.operator.status..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trilith.operator.reconcile..",
                        "dev.trilith.operator.array..",
                        "dev.trilith.operator.app..",
                        "dev.trilith.contract..")
                .check(HOUSE);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("dev.trilith.core.(*)..").should().beFreeOfCycles().check(HOUSE);
        slices().matching("dev.trilith.emulator.(*)..").should().beFreeOfCycles().check(HOUSE);
        slices().matching("dev.trilith.operator.(*)..").should().beFreeOfCycles().check(HOUSE);
    }

    /** A room may use itself, the JDK, jspecify and what is listed. */
    private static void mayUse(String room, String... others) {
        String[] allowed = new String[others.length + 4];
        allowed[0] = room;
        allowed[1] = "java..";
        allowed[2] = "javax..";
        allowed[3] = "org.jspecify..";
        System.arraycopy(others, 0, allowed, 4, others.length);
        classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(HOUSE);
    }
}
