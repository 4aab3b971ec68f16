using System.Formats.Tar;
using System.Text;
using Ignition.Butane.Files;

namespace Ignition.Butane.Tests.Corpus;

/// <summary>Local files out of a tar archive, without touching the file system.</summary>
internal sealed class ArchiveFiles : ILocalFiles
{
    private readonly Dictionary<string, TarEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    public ArchiveFiles(string archive)
    {
        using var reader = new TarReader(File.OpenRead(archive));
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            var path = "/" + entry.Name.TrimEnd('/');
            _entries[path] = entry;
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                using var copy = new MemoryStream();
                entry.DataStream?.CopyTo(copy);
                _contents[path] = copy.ToArray();
            }
        }
    }

    public string? Root => "/files";

    public LocalKind KindOf(string path, bool follow)
    {
        var entry = Find(path);
        return entry.EntryType switch
        {
            TarEntryType.Directory => LocalKind.Directory,
            TarEntryType.SymbolicLink when follow => KindOf(Target(path, entry), follow),
            TarEntryType.SymbolicLink => LocalKind.Link,
            TarEntryType.RegularFile or TarEntryType.V7RegularFile =>
                (entry.Mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None ? LocalKind.Program : LocalKind.File,
            _ => LocalKind.Special,
        };
    }

    public byte[] Read(string path) => Find(path).EntryType == TarEntryType.SymbolicLink ? Read(Target(path, Find(path)))
        : _contents.TryGetValue(path, out var bytes) ? bytes : throw new LocalFileException($"{path} is no file");

    public IReadOnlyList<string> List(string path) =>
        [.. _entries.Keys.Where(name => name.StartsWith(path + "/", StringComparison.Ordinal) && !name[(path.Length + 1)..].Contains('/')).Select(name => name[(path.Length + 1)..])];

    public string ReadLink(string path) => Find(path).LinkName;

    private TarEntry Find(string path) => _entries.GetValueOrDefault(path) ?? throw new LocalFileException($"{path} is not there");

    private static string Target(string path, TarEntry link) =>
        Path.GetFullPath(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(link.LinkName)), Path.GetDirectoryName(path)!);
}
