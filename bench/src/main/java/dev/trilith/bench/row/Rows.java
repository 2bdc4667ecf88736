package dev.trilith.bench.row;

import dev.trilith.bench.BenchFailure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All rows there are, and the choice among them. */
public final class Rows {
    /** All families, in the order of the table. */
    public static final List<RowFamily> FAMILIES =
            List.of(
                    new SequentialRows(),
                    new RandomRows(),
                    new FlushRows(),
                    new MirrorRows(),
                    new FullCopyRows(),
                    new InternalCopyRows(),
                    new ResyncRows(),
                    new TrackingRow(),
                    new FreezeRow(),
                    new CycleRow(),
                    new ManyVolumesRows());

    private Rows() {}

    /** The names of all rows. */
    public static List<String> names() {
        return FAMILIES.stream().flatMap(family -> family.rows().stream()).toList();
    }

    /**
     * The rows asked for; all of them if none is named.
     *
     * @param asked names with commas between them, or nothing
     * @throws BenchFailure if there is no such row
     */
    public static Set<String> chosen(String asked) {
        Set<String> chosen = new LinkedHashSet<>();
        for (String name : asked.split("[,\\s]+", -1)) {
            if (!name.isEmpty()) {
                chosen.add(name);
            }
        }
        for (String name : chosen) {
            if (!names().contains(name)) {
                throw new BenchFailure(
                        "there is no row '" + name + "'; rows are: " + String.join(", ", names()));
            }
        }
        return chosen.isEmpty() ? new LinkedHashSet<>(names()) : chosen;
    }
}
