package dev.trilith.cli.scenario;

import dev.trilith.cli.fault.CliFailure;
import dev.trilith.cli.lab.LabEndpoints;
import dev.trilith.cli.nbd.NbdUri;
import java.util.ArrayList;
import java.util.List;

/** Where things are in the example resources: the drives of Figs. 6 to 8. */
final class LabFacts {
    /** The first volume of a data chain. */
    static final String FIRST_DRIVE = "211a";

    /** The last volume of a data chain. */
    static final String LAST_DRIVE = "211e";

    private LabFacts() {}

    /** {@code 211a, 211a-2, 211a-3, ...}: one drive for each data chain. */
    static List<String> drives(String first, int chains) {
        List<String> drives = new ArrayList<>();
        for (int chain = 1; chain <= chains; chain++) {
            drives.add(chain == 1 ? first : first + "-" + chain);
        }
        return drives;
    }

    /** The URIs of these drives, in the same order. */
    static List<NbdUri> uris(LabEndpoints endpoints, List<String> drives) {
        List<NbdUri> uris = new ArrayList<>();
        for (String drive : drives) {
            String uri = endpoints.volumes().get(drive);
            if (uri == null) {
                throw new CliFailure("the volume " + drive + " is reached nowhere");
            }
            uris.add(NbdUri.parse(uri));
        }
        return uris;
    }
}
