using Ignition.Config.Reporting;

namespace Ignition.Agent.Cli.Reports;

/// <summary>Finds and reads the configs that a command line names.</summary>
internal static class ConfigInput
{
    /// <summary>Name of standard input on a command line.</summary>
    public const string StandardInput = "-";

    private static readonly string[] s_extensions = [".ign", ".json"];

    /// <summary>The files meant by arguments: a directory stands for the configs in and below it, in order of their names.</summary>
    /// <exception cref="IOException">A directory cannot be read or holds no config.</exception>
    public static List<string> Expand(IReadOnlyList<string> arguments)
    {
        var files = new List<string>();
        foreach (var argument in arguments)
        {
            if (argument == StandardInput || !Directory.Exists(argument))
            {
                files.Add(argument);
                continue;
            }
            var found = new List<string>();
            foreach (var file in Directory.EnumerateFiles(argument, "*", SearchOption.AllDirectories))
            {
                if (Array.Exists(s_extensions, x => file.EndsWith(x, StringComparison.Ordinal))) found.Add(file);
            }
            if (found.Count == 0) throw new IOException($"{argument}: there is no .ign or .json file in this directory");
            found.Sort(StringComparer.Ordinal);
            files.AddRange(found);
        }
        return files;
    }

    /// <summary>Reads a file or standard input, no further than just beyond what a config may have.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static ReadOnlyMemory<byte> Read(string file, Stream standardInput) => file == StandardInput ? ReadAll(standardInput, 0) : ReadFile(file);

    /// <summary>The same for a file of any name.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static ReadOnlyMemory<byte> ReadFile(string file, int limit = ConfigLimits.Bytes + 1)
    {
        if (file.Length == 0) throw new IOException("the name of a file is empty");
        if (Directory.Exists(file)) throw new IOException($"{file} is a directory");
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        return ReadAll(stream, stream.CanSeek ? stream.Length : 0, limit);
    }

    /// <summary>The same for a stream.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ReadOnlyMemory<byte> ReadAll(Stream stream, long expected, int limit = ConfigLimits.Bytes + 1)
    {
        var bytes = new byte[Math.Clamp(expected + 1, 4096, limit)];
        var count = 0;
        while (count < limit && stream.Read(bytes, count, bytes.Length - count) is var n and > 0)
        {
            count += n;
            if (count == bytes.Length && count < limit) Array.Resize(ref bytes, (int)Math.Min(limit, bytes.Length * 2L));
        }
        return bytes.AsMemory(0, count);
    }
}
