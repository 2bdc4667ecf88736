package dev.trilith.operator.reconcile;

import dev.trilith.core.array.VolumeSpec;
import dev.trilith.core.array.VolumeState;
import dev.trilith.core.definition.Finding;
import dev.trilith.core.definition.Site;
import dev.trilith.core.definition.VolumeDefinitionProgram;
import dev.trilith.operator.api.v1alpha1.ArrayStorage;
import dev.trilith.operator.api.v1alpha1.StorageSubsystem;
import dev.trilith.operator.api.v1alpha1.VolumeDefinition;
import dev.trilith.operator.reconcile.ArrayAccess.Reached;
import dev.trilith.operator.status.Verdict;
import dev.trilith.operator.translate.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries one volume into table 500 of its array by program 122: the named checks first. */
final class VolumeFiling {
    private final ArrayAccess arrays;

    VolumeFiling(ArrayAccess arrays) {
        this.arrays = arrays;
    }

    /**
     * Has the array file the volume.
     *
     * @param resource the volume
     * @param older the volumes of the same array that were defined before it
     * @throws Obstacle if it cannot be filed
     */
    Verdict define(VolumeDefinition resource, List<VolumeSpec> older) {
        VolumeSpec volume = Translation.volume(resource);
        Reached reached =
                arrays.reach(
                        Asker.of(resource),
                        resource.getMetadata().getNamespace(),
                        volume.address().array());
        portExists(volume, reached.subsystem());
        clash(volume, older).ifPresent(VolumeFiling::refuse);
        Optional<VolumeState> filed = reached.array().snapshot().volume(volume.address());
        if (!filed.map(VolumeFiling::spec).equals(Optional.of(volume))) {
            Site site = new Site(volume.address().array(), "", volume.address().array(), "");
            new VolumeDefinitionProgram(any -> reached.array())
                    .define(site, volume)
                    .ifPresent(VolumeFiling::refuse);
        }
        Verdict defined =
                Verdict.ready("VolumeDefined", "volume " + volume.address() + " is in table 500");
        return promised(defined, reached.subsystem(), volume, older);
    }

    /** Volumes are sparse, so more may be promised than there is; it should be known. */
    private static Verdict promised(
            Verdict verdict,
            StorageSubsystem subsystem,
            VolumeSpec volume,
            List<VolumeSpec> older) {
        ArrayStorage storage = subsystem.getSpec().storage();
        if (storage == null) {
            return verdict;
        }
        long promised = volume.sizeBytes() + older.stream().mapToLong(VolumeSpec::sizeBytes).sum();
        boolean over = storage.size().getNumericalAmount().longValue() < promised;
        return verdict.with(
                "Overcommitted",
                over,
                over ? "DiskSmallerThanVolumes" : "DiskHoldsVolumes",
                over
                        ? "with this volume array "
                                + volume.address().array()
                                + " promises "
                                + promised
                                + " bytes on a disk of "
                                + storage.size()
                                + ": once that is full, writes fail; give a new array a larger"
                                + " storage.size, or define smaller volumes"
                        : "the array's disk holds this volume and those defined before it");
    }

    private static void portExists(VolumeSpec volume, StorageSubsystem subsystem) {
        List<String> ports = subsystem.getSpec().ports();
        if (!ports.contains(volume.address().port())) {
            throw Obstacle.notYet(
                    "PortMissing",
                    "array "
                            + volume.address().array()
                            + " has no port "
                            + volume.address().port()
                            + ": name one of "
                            + ports
                            + ", or add it to the StorageSubsystem");
        }
    }

    /** What is wrong with the volume that was not wrong before it came. */
    private static Optional<Finding> clash(VolumeSpec volume, List<VolumeSpec> older) {
        List<VolumeSpec> all = new ArrayList<>(older);
        all.add(volume);
        List<Finding> before = VolumeDefinitionProgram.check(older);
        return VolumeDefinitionProgram.check(all).stream()
                .filter(finding -> !before.contains(finding))
                .findFirst();
    }

    private static void refuse(Finding finding) {
        throw Obstacle.wrong(finding);
    }

    private static VolumeSpec spec(VolumeState state) {
        return new VolumeSpec(
                state.address(),
                state.drive(),
                state.sizeBytes(),
                state.storesManagementInformation());
    }
}
