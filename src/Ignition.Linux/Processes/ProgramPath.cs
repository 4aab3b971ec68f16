namespace Ignition.Linux.Processes;

/// <summary>Finds programs the way a shell does.</summary>
public static class ProgramPath
{
    private const string Default = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Finds a program.</summary>
    /// <param name="program">Bare name, or a path with a slash, which is returned as it is when it can be executed.</param>
    /// <param name="path">Directories separated by colons; null takes PATH of this process.</param>
    /// <returns>Path of the program, or null.</returns>
    public static string? Find(string program, string? path = null)
    {
        if (program.Contains('/')) return IsExecutable(program) ? program : null;
        path ??= Environment.GetEnvironmentVariable("PATH");
        foreach (var directory in (string.IsNullOrEmpty(path) ? Default : path).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = $"{directory}/{program}";
            if (IsExecutable(candidate)) return candidate;
        }
        return null;
    }

    private static bool IsExecutable(string path) =>
        Spawn.Access(path, Spawn.ExecuteAccess) == 0 && !Directory.Exists(path);
}
