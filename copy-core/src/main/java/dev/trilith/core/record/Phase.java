package dev.trilith.core.record;

/** Whether a record announces a step or closes it. */
public enum Phase {
    /** About to be ordered: says nothing of whether it was. */
    INTENT,
    /** The step's terminal state was seen. */
    DONE
}
