using System.Net.Sockets;
using Ignition.Linux.Files;

namespace Ignition.Provisioning.Failures;

/// <summary>What the system refuses wherever it is asked: files, memory, space, a disk that fails. None of it is a mistake of the agent.</summary>
internal static class SystemFailures
{
    public static readonly FailureCode Files = new(
        "IGN-TOO-MANY-FILES", "4142b49d1da34dcb8bd98bbef3473b59",
        "The agent may not have as many files open as it needs",
        "Raise the limit of open files where the agent is started (LimitNOFILE= of the unit, ulimit -n): 64 are enough for anything.");

    public static readonly FailureCode Memory = new(
        "IGN-NO-MEMORY", "265a5da3342040b3934ef6c00e13ce29",
        "There is not enough memory",
        "Give the machine more memory, or raise the limit where the agent is started (LimitAS=, MemoryMax=, ulimit -v); put large contents behind a URL rather than into the config.");

    public static readonly FailureCode Refused = new(
        "IGN-SYSTEM", "957066823f334587a1d75310eff9cc77",
        "The system refused to do what the agent needs",
        "Read the cause: it is the kernel's own reason; the kernel log (dmesg) tells more of a disk or a filesystem that fails.");

    /// <summary>As many files as the agent ever has open.</summary>
    private const int EnoughFiles = 64;

    private const int NoMemoryError = 12, TableFull = 23, TooManyFiles = 24, NoSpace = 28, ReadOnly = 30, QuotaExceeded = 122;

    /// <summary>Which code the kernel's reason stands for; every other reason is <see cref="Refused"/>.</summary>
    private static readonly (int Error, FailureCode Code)[] ByError =
    [
        (NoMemoryError, Memory),
        (TableFull, Files),
        (TooManyFiles, Files),
        (NoSpace, FilesFailures.NoSpace),
        (QuotaExceeded, FilesFailures.NoSpace),
        (ReadOnly, FilesFailures.ReadOnly),
    ];

    public static FailureCode[] All => [Files, Memory, Refused];

    /// <summary>A failure that comes of a limit of the process is called after the limit: the advice of its own code would lead astray.</summary>
    public static Failure Of(FailureException failed)
    {
        for (Exception? inner = failed; inner is not null; inner = inner.InnerException)
        {
            if (CodeOf(inner) is { } code && (code == Files || code == Memory))
                return new Failure(code, failed.Message) { ConfigPath = failed.Failure.ConfigPath, Place = failed.Failure.Place };
        }

        return failed.Failure;
    }

    /// <summary>What an exception stands for which nobody expected where it was caught; null when it is a mistake.</summary>
    public static (FailureCode Code, string Cause)? Find(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is FailureException failed) return (Of(failed).Code, failed.Message);
            if (CodeOf(inner) is { } code) return (code, code == Memory && inner is OutOfMemoryException ? "no more memory can be had" : inner.Message);
        }

        // What the framework makes of a descriptor that it did not get is often no error of files at all.
        return MayOpenFiles() ? null : (Files, "there are too few open files to be had");
    }

    private static FailureCode? CodeOf(Exception exception) => exception switch
    {
        OutOfMemoryException => Memory,
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => Files,
        SocketException { SocketErrorCode: SocketError.NoBufferSpaceAvailable } => Memory,
        RootedFileException rooted => ByNumber(rooted.Number),
        IOException file => ByNumber(file.HResult), // the framework puts errno there
        System.ComponentModel.Win32Exception call => ByNumber(call.NativeErrorCode),
        UnauthorizedAccessException => Refused,
        _ => null,
    };

    private static FailureCode ByNumber(int number)
    {
        foreach (var (error, code) in ByError)
        {
            if (error == number) return code;
        }

        return Refused;
    }

    /// <summary>False where a file cannot be opened now, or where it is the limit that may have kept one from being opened a moment ago.</summary>
    private static bool MayOpenFiles()
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/limits"))
            {
                if (line.StartsWith("Max open files ", StringComparison.Ordinal))
                    return !(int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], out var limit) && limit < EnoughFiles);
            }

            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return problem is not IOException { HResult: TooManyFiles or TableFull };
        }
    }
}
