using Ignition.Linux.Files;
using Ignition.Linux.Processes;

namespace Ignition.Provisioning.Failures;

/// <summary>Failures of writing users, files and units below the sysroot.</summary>
internal static class FilesFailures
{
    public static readonly FailureCode PathBlocked = new(
        "IGN-PATH-BLOCKED", "58b51c8e33b445148a48566ec09cb56e",
        "A path of the config leads through something that is not a directory, or in a circle of links.",
        "Look at what stands on the way (ls -ld each directory) and correct the path, or remove what is in the way.");

    public static readonly FailureCode Exists = new(
        "IGN-PATH-EXISTS", "006c51a9c0f64dceaa39c9157f4a64d5",
        "Something else stands already where the config wants a file, directory or link.",
        "Set overwrite: true to replace it, or take the entry out of the config.");

    public static readonly FailureCode SamePath = new(
        "IGN-PATH-TWICE", "da79662deec7498c8a325df83f7d89cb",
        "Two entries of the config are the same file once links are followed.",
        "Keep one of the two entries named in the cause.");

    public static readonly FailureCode NoSpace = new(
        "IGN-NO-SPACE", "42ea36d56b1447c793b41abdec42d82d",
        "A filesystem is full.",
        "Make the filesystem larger or the config smaller; nothing half-written was left, and the next boot continues.");

    public static readonly FailureCode ReadOnly = new(
        "IGN-READ-ONLY", "2dfec762956c47cdbde308d6e407f431",
        "A filesystem is mounted read-only.",
        "Mount it read-write: rw on the kernel command line, or without ro in its mount options.");

    public static readonly FailureCode NotWritten = new(
        "IGN-NOT-WRITTEN", "36bdc17a0b184dbb827558989d4bc1c7",
        "The kernel refused to write below the sysroot.",
        "Read the cause: it names the path and the kernel's reason; check the disk (dmesg) and the mount options.");

    public static readonly FailureCode OwnerUnknown = new(
        "IGN-OWNER-UNKNOWN", "2a470c0d53394f1eb116b9513df99bd1",
        "A user or group that should own something is not known in the sysroot.",
        "Correct the name, add it under passwd, or give the numeric id.");

    public static readonly FailureCode LinkTarget = new(
        "IGN-LINK-TARGET", "ef9285669eda4b22980a20a77e836ba3",
        "The target of a hard link does not exist.",
        "Correct target, or add the file it names to the config.");

    public static readonly FailureCode Account = new(
        "IGN-ACCOUNT", "90483d3f00d5482d936426e704fe7370",
        "A user or group could not be made or changed.",
        "Read what the program said in the cause and correct the entry under passwd.");

    public static readonly FailureCode ProgramFailed = new(
        "IGN-PROGRAM-FAILED", "cbe038332e1d483da61b0c98139d1abc",
        "A program that the agent needs failed.",
        "Read what it said in the cause and run it by hand on the sysroot.");

    public static readonly FailureCode ProgramMissing = new(
        "IGN-PROGRAM-MISSING", "177d0c62f15c4fbdb7c99a6ee6346a64",
        "A program that the agent needs is not there.",
        "Add the package that has it to the initramfs (dracut --install) and build it again.");

    public static readonly FailureCode HomeUnsafe = new(
        "IGN-HOME-UNSAFE", "2f443e162732486cae88087621a6dfdb",
        "A user's ssh directory belongs to somebody else.",
        "Give the directory to the user, or remove it from the image.");

    public static readonly FailureCode KeyMissing = new(
        "IGN-LUKS-KEY-MISSING", "9c2fcb0b4351441893a94443a342defd",
        "The key of a LUKS volume that should be kept in the sysroot is not in the agent's state.",
        "Run the disks stage again; when the volume was made in an earlier boot, set wipeVolume: true.");

    public static readonly FailureCode Setting = new(
        "IGN-SETTING", "97295525f8bb492ba838085bf12e309e",
        "An environment variable of the agent has a value that makes no sense.",
        "Correct the variable where the unit or /run/ignition.env sets it.");

    /// <summary>Which code the kernel's reason stands for; every other reason is <see cref="NotWritten"/>.</summary>
    private static readonly (FileError Error, FailureCode Code)[] ByError =
    [
        (FileError.NotDirectory, PathBlocked),
        (FileError.Loop, PathBlocked),
        (FileError.NameTooLong, PathBlocked),
        (FileError.Exists, Exists),
        (FileError.IsDirectory, Exists),
        (FileError.NoSpace, NoSpace),
        (FileError.QuotaExceeded, NoSpace),
        (FileError.ReadOnlyFilesystem, ReadOnly),
        (FileError.TooManyFiles, SystemFailures.Files),
        (FileError.InputOutput, SystemFailures.Refused),
    ];

    public static FailureCode[] All =>
    [
        PathBlocked, Exists, SamePath, NoSpace, ReadOnly, NotWritten, OwnerUnknown,
        LinkTarget, Account, ProgramFailed, ProgramMissing, HomeUnsafe, KeyMissing, Setting,
    ];

    /// <summary>The failure that an exception of Ignition.Linux stands for.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="whileDoing">Description of the step.</param>
    /// <param name="configPath">Config value that asked for it.</param>
    /// <param name="programCode">Code for a program that ended badly.</param>
    public static FailureException Of(Exception exception, string whileDoing, string? configPath, FailureCode? programCode = null)
    {
        var code = exception switch
        {
            RootedFileException file => CodeOf(file.Error),
            ProgramNotFoundException => ProgramMissing,
            CommandException => programCode ?? ProgramFailed,
            _ => NotWritten,
        };
        return new FailureException(code, $"{whileDoing}: {exception.Message}", configPath, exception);
    }

    private static FailureCode CodeOf(FileError error)
    {
        foreach (var known in ByError)
            if (known.Error == error) return known.Code;
        return NotWritten;
    }
}
