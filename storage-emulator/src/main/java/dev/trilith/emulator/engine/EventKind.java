package dev.trilith.emulator.engine;

/** The closed list of things that the array reports. */
public enum EventKind {
    /** The array was opened. */
    ArrayOpened,
    /** A freeze reached its deadline; the array resumed by itself and the cut is void. */
    FreezeExpired,
    /** A leg stopped because the other array or the link failed. */
    LegBroken,
    /** A leg reached PAIR. */
    LegPaired,
    /** A seal ended what the array received under a lower term. */
    ReceiveEnded,
    /** A guard was overridden by name. */
    GuardForced,
    /** An order, a seal or a sender was refused. */
    Refused,
    /** A volume's disk failed; the volume takes no more I/O until the array is opened again. */
    DiskFailed,
    /** A write found the disk full. */
    DiskFull,
    /** The machine was restarted; images that were moving are incomplete. */
    MachineRestarted,
    /** A fault was injected or healed. */
    FaultInjected
}
