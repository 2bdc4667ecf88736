package dev.trilith.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trilith.core.array.LabChain;
import dev.trilith.core.array.PairDefinition;
import dev.trilith.core.array.VolumeAddress;
import dev.trilith.core.array.VolumeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CopyChainTest {
    private static final class Draft {
        String name = "G1";
        final List<Site> sites;
        final List<PairDefinition> pairs;
        final List<VolumeSpec> volumes;

        Draft() {
            LabChain lab = new LabChain(3, 1);
            sites = new ArrayList<>(lab.chain.sites());
            pairs = new ArrayList<>(lab.pairs);
            volumes = new ArrayList<>(lab.volumes);
        }

        List<String> reasons() {
            return CopyChain.check(name, sites, pairs, volumes).stream()
                    .map(Finding::reason)
                    .toList();
        }

        void volume(VolumeAddress address, long bytes, boolean management) {
            volumes.removeIf(v -> v.address().equals(address));
            volumes.add(new VolumeSpec(address, "d" + address.lu(), bytes, management));
        }
    }

    private static void assertFails(String reason, Consumer<Draft> change) {
        Draft draft = new Draft();
        assertThat(draft.reasons()).isEmpty();
        change.accept(draft);
        assertThat(draft.reasons()).contains(reason);
        assertThatThrownBy(() -> CopyChain.of(draft.name, draft.sites, draft.pairs, draft.volumes))
                .isInstanceOfSatisfying(
                        InvalidDefinitionException.class,
                        e -> {
                            assertThat(e.findings()).extracting(Finding::reason).contains(reason);
                            assertThat(e).hasMessageContaining(reason);
                        });
        CopyChain.check(draft.name, draft.sites, draft.pairs, draft.volumes)
                .forEach(f -> {
                    assertThat(f.reason()).matches("[A-Z][A-Za-z]+");
                    assertThat(f.message()).isNotBlank();
                });
    }

    private static PairDefinition pair(String name, VolumeAddress from, VolumeAddress to) {
        return PairDefinition.of(name, "G1", from, to);
    }

    @Test
    void sitesPairsAndVolumesFormLegsInOrder() {
        CopyChain chain = new LabChain(4, 2).chain;
        assertThat(chain.legs())
                .extracting(Leg::id)
                .containsExactly("H1", "I1", "H2", "I2", "H3", "I3");
        assertThat(chain.remoteLeg(2).leg()).isEqualTo("2b->2c");
        assertThat(chain.internalLeg(3).secondaries()).isEqualTo(chain.pointInTimeVolumes(3));
        assertThat(chain.groupsAt("2b")).containsExactly("G1", "G11");
        assertThat(chain.groups()).containsExactly("G1", "G11", "G12", "G13");
        assertThat(chain.managementVolumesBySite().get("local")).hasSize(2);
        assertThat(chain.leg("H9")).isEmpty();
        assertThat(chain.site("remote").orElseThrow().array()).isEqualTo("2c");
        assertThat(chain.siteOf("2x")).isEmpty();
        assertThat(chain.managementVolumes("2x")).isEmpty();
    }

    @Test
    void everyFailedCheckHasItsName() {
        VolumeAddress a0 = LabChain.landing(0, 0);
        VolumeAddress b0 = LabChain.landing(1, 0);
        VolumeAddress c0 = LabChain.landing(2, 0);
        VolumeAddress e0 = LabChain.pointInTime(2, 0);
        assertFails("GroupMissing", d -> d.name = " ");
        assertFails("GroupMissing", d -> d.name = "G9");
        assertFails("SitesMissing", d -> d.sites.subList(1, 3).clear());
        assertFails("SiteIncomplete", d -> d.sites.set(1, new Site("", "", "2b", "")));
        assertFails("SiteTwice", d -> d.sites.set(1, new Site("production", "", "2b", "")));
        assertFails("ChainLoop", d -> d.sites.add(new Site("again", "", "2a", "")));
        assertFails("DuplicateVolume", d -> d.volumes.add(d.volumes.get(0)));
        assertFails("DuplicatePair", d -> d.pairs.add(d.pairs.get(0)));
        assertFails("PairOntoItself", d -> d.pairs.add(pair("X", a0, a0)));
        assertFails("SecondaryOfTwoPairs", d -> d.pairs.add(pair("X", e0, b0)));
        assertFails("PrimaryOfTwoPairs", d -> d.pairs.add(pair("X", b0, e0)));
        assertFails("PairOutsideChain", d -> d.pairs.add(pair("X", a0, c0)));
        assertFails("ChainLoop", d -> d.pairs.add(pair("X", e0, a0)));
        assertFails(
                "PairOutsideChain",
                d -> {
                    VolumeAddress other = new VolumeAddress("2x", "201", "L0");
                    d.volume(other, 16384, false);
                    d.pairs.add(pair("X", e0, other));
                });
        assertFails(
                "PairOutsideChain",
                d -> {
                    VolumeAddress other = new VolumeAddress("2a", "201", "L9");
                    d.volume(other, 16384, false);
                    d.pairs.add(pair("X", a0, other));
                });
    }

    @Test
    void everyFailedCheckOfALegHasItsName() {
        VolumeAddress a0 = LabChain.landing(0, 0);
        VolumeAddress b0 = LabChain.landing(1, 0);
        VolumeAddress c0 = LabChain.landing(2, 0);
        assertFails("VolumeMissing", d -> d.volumes.removeIf(v -> v.address().equals(c0)));
        assertFails("UnequalSizes", d -> d.volume(c0, 8192, false));
        assertFails("ManagementPairMixed", d -> d.volume(c0, 16384, true));
        assertFails("PairMissing", d -> d.pairs.removeIf(p -> p.leg().equals("2b->2c")));
        assertFails("PairMissing", d -> d.pairs.removeIf(p -> p.name().equals("P0H2")));
        assertFails("LandingWithoutPartner", d -> d.pairs.removeIf(p -> p.name().equals("P0I2")));
        assertFails("PairOutsideChain", d -> d.pairs.removeIf(p -> p.name().equals("P0H1")));
        assertFails(
                "LegOfTwoGroups",
                d -> {
                    d.pairs.removeIf(p -> p.name().equals("P0H1"));
                    d.pairs.add(PairDefinition.of("P0H1", "G7", a0, b0));
                });
        assertFails(
                "WrongKind",
                d -> {
                    PairDefinition old = d.pairs.remove(0);
                    d.pairs.add(
                            new PairDefinition(
                                    old.name(),
                                    old.group(),
                                    old.leg(),
                                    dev.trilith.core.array.CopyKind.INTERNAL,
                                    old.primary(),
                                    old.secondary()));
                });
        assertFails(
                "ManagementVolumeMissing",
                d -> {
                    List<VolumeSpec> all = List.copyOf(d.volumes);
                    d.volumes.clear();
                    all.forEach(v ->
                            d.volumes.add(
                                    new VolumeSpec(v.address(), v.drive(), v.sizeBytes(), false)));
                });
    }
}
