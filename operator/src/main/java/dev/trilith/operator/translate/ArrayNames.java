package dev.trilith.operator.translate;

/** The names of what an array consists of in a cluster. */
public final class ArrayNames {
    /** The container port of the management interface. */
    public static final String REST = "rest";

    /** The container port at which other arrays dial. */
    public static final String LINK = "link";

    /** What the container port of an array's port begins with. */
    public static final String NBD_PREFIX = "nbd-";

    /** The label that names the StorageSubsystem of every object. */
    public static final String SUBSYSTEM_LABEL = "trilith.dev/subsystem";

    /** The claim of the array's disk in its StatefulSet. */
    static final String DATA = "data";

    static final int REST_PORT = 8080;
    static final int LINK_PORT = 10800;
    static final int FIRST_NBD_PORT = 10809;

    private ArrayNames() {}

    /**
     * The Service and the StatefulSet of a subsystem: a Service's name may not begin with a digit,
     * as {@code 2a} does.
     */
    public static String workload(String subsystem) {
        return "array-" + subsystem;
    }

    /** The Service at which other clusters reach the array. */
    public static String external(String subsystem) {
        return "external-" + subsystem;
    }

    /** The one pod of the array. */
    public static String pod(String subsystem) {
        return workload(subsystem) + "-0";
    }

    /** The claim of the array's disk. */
    public static String claim(String subsystem) {
        return DATA + "-" + pod(subsystem);
    }
}
