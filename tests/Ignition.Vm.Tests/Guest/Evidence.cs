using System.Formats.Tar;
using System.Text;

namespace Ignition.Vm.Tests.Guest;

/// <summary>What a guest sent once: files by name.</summary>
/// <param name="Kind"><c>EVIDENCE</c> from the real root, <c>JOURNAL</c> from a boot that stopped in the initramfs, <c>BENCH</c>.</param>
/// <param name="Files">Contents by name.</param>
internal sealed record Evidence(string Kind, IReadOnlyDictionary<string, byte[]> Files)
{
    /// <summary>A file as text, without the white space around it.</summary>
    public string this[string name] => Files.TryGetValue(name, out var bytes)
        ? Encoding.UTF8.GetString(bytes).Trim()
        : throw new KeyNotFoundException($"the guest left no {name}, only {string.Join(", ", Files.Keys)}");

    /// <summary>The lines of a file.</summary>
    public string[] Lines(string name) => this[name].Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The journal of the boot.</summary>
    public IReadOnlyList<JournalEntry> Journal => JournalEntry.Read(Files["journal"]);

    /// <summary>Reads what came over the port: "KIND bytes" on a line, then that many bytes, again and again; what has not come whole is left out.</summary>
    public static IReadOnlyList<Evidence> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var all = new List<Evidence>();
        for (var position = 0; position < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', position);
            if (end < 0) break;
            var header = Encoding.ASCII.GetString(bytes, position, end - position).Split(' ');
            var length = int.Parse(header[1], System.Globalization.CultureInfo.InvariantCulture);
            if (length > bytes.Length - end - 1) break;
            var body = bytes.AsSpan(end + 1, length).ToArray();
            all.Add(new Evidence(header[0], header[0] == "EVIDENCE" ? Untar(body) : new Dictionary<string, byte[]> { [header[0].ToLowerInvariant()] = body }));
            position = end + 1 + length;
        }

        return all;
    }

    private static Dictionary<string, byte[]> Untar(byte[] tar)
    {
        var files = new Dictionary<string, byte[]>();
        using var reader = new TarReader(new MemoryStream(tar));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
            var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            files[entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name] = content.ToArray();
        }

        return files;
    }
}
