namespace Ignition.Provisioning.Failures;

/// <summary>What can go wrong with disks: partitions, arrays, volumes, filesystems, mounts.</summary>
internal static class DisksFailures
{
    public static readonly FailureCode DiskInUse = new("IGN-DISKS-DISK-IN-USE", "a13406b7979549e7bd21c2e940f9ef9d",
        "A disk that would be partitioned is in use.",
        "Unmount it, or stop what holds it (swap, array, volume group), or name another disk.");

    public static readonly FailureCode PartitionInUse = new("IGN-DISKS-PARTITION-IN-USE", "dd1fa3372c3c470db10507fef214aea5",
        "A partition that would be changed is in use.",
        "Leave that partition as it is in the config, or stop what uses it before the disks stage.");

    public static readonly FailureCode DiskHasSignature = new("IGN-DISKS-SIGNATURE", "ef25072a042949daad9bd7fa145db49f",
        "A disk without a partition table holds other data.",
        "Set wipeTable to true if the data may be destroyed.");

    public static readonly FailureCode TableIsDos = new("IGN-DISKS-DOS-TABLE", "ae81eac0c6d54ada9adc1981841c031f",
        "A disk has a DOS partition table (MBR).",
        "Set wipeTable to true if everything on it may be destroyed.");

    public static readonly FailureCode TableDamaged = new("IGN-DISKS-TABLE-DAMAGED", "b68d95182673442596e3b3b911029a35",
        "The partition table of a disk cannot be used.",
        "Repair it (sgdisk --verify tells more), or set wipeTable to true if everything on the disk may be destroyed.");

    public static readonly FailureCode DiskTooSmall = new("IGN-DISKS-TOO-SMALL", "992aa6e9fc28458480369cfb002da59f",
        "A disk is too small for a partition table.",
        "Name another disk.");

    public static readonly FailureCode NoRoom = new("IGN-DISKS-NO-ROOM", "0cb9cb85302d41a89f14dfe55c2f691e",
        "A partition cannot be placed on its disk.",
        "Give it another start or size, delete another partition, or use a larger disk.");

    public static readonly FailureCode FilesystemTooLarge = new("IGN-DISKS-SHRINK", "939b6f25cec7443b910ec814b6832970",
        "A partition would become smaller than the filesystem that is to stay on it.",
        "Shrink the filesystem first, or set wipeFilesystem to true (wipePartitionEntry where the config has no filesystem there) if its data may be destroyed.");

    public static readonly FailureCode NoSlot = new("IGN-DISKS-NO-SLOT", "7ffb8595013345ab80dc018a3458d8dc",
        "A partition number cannot be had.",
        "Use a number from 1 to 128.");

    public static readonly FailureCode PartitionExists = new("IGN-DISKS-PARTITION-EXISTS", "42cc8a77debf48fab2fa6e54e1646720",
        "A partition that shall not exist exists.",
        "Set wipePartitionEntry to true if it may be deleted.");

    public static readonly FailureCode PartitionMismatch = new("IGN-DISKS-PARTITION-MISMATCH", "9574156e84e941ef8af4b4f626f48502",
        "An existing partition is not as the config says.",
        "Correct the config, or set wipePartitionEntry to true to replace the partition, or resize to true when only its size differs.");

    public static readonly FailureCode TableNotWritten = new("IGN-DISKS-TABLE-WRITE", "a0dd63ba859f4c829720e273f3c1007a",
        "A partition table could not be written.",
        "Look at the kernel log for I/O errors of the disk; the disk has its old table or the new one.");

    public static readonly FailureCode KernelDisagrees = new("IGN-DISKS-KERNEL-TABLE", "f540d09cbd56464b9a080bc76db39683",
        "The kernel did not take over a partition table.",
        "Find what uses the partition named above; a reboot makes the kernel read the table anew.");

    public static readonly FailureCode DeviceUnreadable = new("IGN-DISKS-UNREADABLE", "504af87c73b04974841dd3459ac11da2",
        "A device cannot be inspected.",
        "Look at the kernel log for I/O errors of the device.");

    public static readonly FailureCode DeviceMissing = new("IGN-DISKS-DEVICE-MISSING", "e8abc2cc52b848e2a24c25cc161314e7",
        "A device did not appear in time.",
        "Check its path, its driver in the initramfs, or give it longer with ignition.device.timeout=SECONDS on the kernel command line.");

    public static readonly FailureCode ProgramMissing = new("IGN-DISKS-PROGRAM-MISSING", "39acd62264f046fa94b4dda548a41a0a",
        "A program that the config needs is not there.",
        "Put the program into the initramfs.");

    public static readonly FailureCode ProgramFailed = new("IGN-DISKS-PROGRAM-FAILED", "5334661aac954d5cbae32256ca61d8c9",
        "A program that changes disks failed.",
        "Its own words above tell why; the kernel log may tell more.");

    public static readonly FailureCode FilesystemExists = new("IGN-DISKS-FILESYSTEM-EXISTS", "5aa82334af934c8987118c964124d25a",
        "A device holds another filesystem than the config says.",
        "Set wipeFilesystem to true if its data may be destroyed.");

    public static readonly FailureCode ArrayMismatch = new("IGN-DISKS-ARRAY-MISMATCH", "15edb097f07641c69d9f1b0855f837ce",
        "The members of an array hold another array or other data.",
        "Wipe the members first (wipeTable, wipefs) if their data may be destroyed, or correct the config.");

    public static readonly FailureCode VolumeExists = new("IGN-DISKS-LUKS-EXISTS", "382d7bda60ce41e1adaa95a8d762a9d5",
        "A device that shall become a LUKS volume holds other data.",
        "Set wipeVolume to true if its data may be destroyed.");

    public static readonly FailureCode VolumeMismatch = new("IGN-DISKS-LUKS-MISMATCH", "f6db8caac596429abe758afacb9452ec",
        "An existing LUKS volume cannot be used again.",
        "Correct label, UUID, discard or key file, or set wipeVolume to true if its data may be destroyed.");

    public static readonly FailureCode WrongKey = new("IGN-DISKS-LUKS-KEY", "ec04c6b760d242e38633374a9c52d05a",
        "A LUKS volume cannot be opened with its key.",
        "Check keyFile, or set wipeVolume to true if the data of the volume may be destroyed.");

    public static readonly FailureCode CexUnavailable = new("IGN-DISKS-CEX", "bd822a6ae3a74b0ab32533ef2074341d",
        "The machine has no usable Crypto Express queue.",
        "Give the machine a CCA coprocessor domain, or do not set cex.enabled.");

    public static readonly FailureCode ClevisFailed = new("IGN-DISKS-CLEVIS", "94fbdf8674714024bd5ef49fd68195fa",
        "A LUKS volume could not be bound to its pins.",
        "Check that every tang server answers and that the machine has a TPM 2.0 when tpm2 is set.");

    public static readonly FailureCode TangUnreachable = new("IGN-DISKS-TANG", "ca82d929e9f04108837c131d307a2b54",
        "A tang server that a LUKS volume is bound to does not answer.",
        "Check its URL and the network, or give it longer with ignition.device.timeout=SECONDS on the kernel command line. No disk was changed.");

    public static readonly FailureCode TangKey = new("IGN-DISKS-TANG-KEY", "430c6e896469435d9bbab1a8b267fd0e",
        "A tang server does not have the keys that a LUKS volume shall be bound to.",
        "Compare the thumbprint with what tang-show-keys prints on the server; its keys may have been rotated.");

    public static readonly FailureCode TpmMissing = new("IGN-DISKS-TPM", "fdc21ad4c54b4e5b9840f3421be4291d",
        "The machine has no TPM 2.0 that a LUKS volume could be bound to.",
        "Give the machine a TPM 2.0 and the initramfs its driver, or do not set tpm2; ignition.device.timeout=SECONDS waits longer.");

    public static readonly FailureCode ValueRefused = new("IGN-DISKS-VALUE", "6a76ccc3cc314130b123333da405650c",
        "The config asks for something that no disk can hold.",
        "Correct the value.");

    public static readonly FailureCode DeviceTaken = new("IGN-DISKS-DEVICE-TAKEN", "74d47809ceff48e69e12fef015124400",
        "Two objects of the config want one device or one name.",
        "Correct one of them; two paths may lead to one device.");

    public static readonly FailureCode MountConflict = new("IGN-MOUNT-CONFLICT", "937433679ef24b1282eded7d23362d5f",
        "A mount point is taken by something else.",
        "Unmount it, or choose another path.");

    public static readonly FailureCode MountPathNotDirectory = new("IGN-MOUNT-PATH", "27162b024f814673b96941aeeddb937b",
        "A mount path leads through something that is no directory.",
        "Use a path without symbolic links and files.");

    public static readonly FailureCode MountFailed = new("IGN-MOUNT-FAILED", "467f36bce94d4fdea0820edd4edb9917",
        "A filesystem could not be mounted.",
        "Check format and mountOptions; the kernel log may tell more.");

    public static readonly FailureCode UnmountFailed = new("IGN-MOUNT-UNMOUNT", "d232b3bef6fe45c19405083fec84bbf3",
        "A filesystem could not be unmounted.",
        "The causes above tell which are still busy.");

    public static readonly FailureCode DiskIsMapped = new("IGN-DISKS-MAPPED", "18ddff1700dd4fab83bc974e0db00262",
        "A disk to be partitioned is a device-mapper device.",
        "Name the disk below it; partitions on multipath and other mapped disks cannot be changed by this agent.");

    public static readonly FailureCode DependencyCycle = new("IGN-DISKS-CYCLE", "b4d5c72c7b3e4ea9a4bd9277c0003dc5",
        "Arrays and volumes of the config lie on top of each other in a circle.",
        "Correct the device paths so that each array or volume lies on something that exists before it.");

    /// <summary>Every code, for the journal's catalog.</summary>
    public static FailureCode[] All =>
    [
        DiskInUse,
        DiskIsMapped,
        DependencyCycle,
        PartitionInUse,
        DiskHasSignature,
        TableIsDos,
        TableDamaged,
        DiskTooSmall,
        NoRoom,
        FilesystemTooLarge,
        NoSlot,
        PartitionExists,
        PartitionMismatch,
        TableNotWritten,
        KernelDisagrees,
        DeviceUnreadable,
        DeviceMissing,
        ProgramMissing,
        ProgramFailed,
        FilesystemExists,
        ArrayMismatch,
        VolumeExists,
        VolumeMismatch,
        WrongKey,
        CexUnavailable,
        ClevisFailed,
        TangUnreachable,
        TangKey,
        TpmMissing,
        ValueRefused,
        DeviceTaken,
        MountConflict,
        MountPathNotDirectory,
        MountFailed,
        UnmountFailed,
    ];
}
