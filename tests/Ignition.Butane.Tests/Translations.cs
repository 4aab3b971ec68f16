using System.Text;
using Ignition.Butane.Files;

namespace Ignition.Butane.Tests;

/// <summary>Shorthands for the tests.</summary>
internal static class Translations
{
    public const string Head = "variant: fcos\nversion: 1.6.0\n";

    public static ButaneResult Of(string yaml, ILocalFiles? files = null) =>
        ButaneTranslator.Translate(Encoding.UTF8.GetBytes(yaml), "my.bu", files ?? NoLocalFiles.Instance);

    public static string Json(string yaml, ILocalFiles? files = null)
    {
        var result = Of(yaml, files);
        Assert.True(result.Output is not null, string.Join('\n', result.Findings.Concat(result.Problems)));
        return result.Output;
    }
}

/// <summary>Local files in memory.</summary>
internal sealed class MemoryFiles(params (string Name, string Text)[] files) : ILocalFiles
{
    public string? Root => "/d";

    public LocalKind KindOf(string path, bool follow) => Array.Exists(files, file => "/d/" + file.Name == path) ? LocalKind.File
        : Array.Exists(files, file => ("/d/" + file.Name).StartsWith(path + "/", StringComparison.Ordinal)) ? LocalKind.Directory
        : throw new LocalFileException($"{path} is not there");

    public byte[] Read(string path) => Array.Find(files, file => "/d/" + file.Name == path) is { Name: not null } file
        ? Encoding.UTF8.GetBytes(file.Text) : throw new LocalFileException($"{path} is not there");

    public IReadOnlyList<string> List(string path) => [.. files.Select(file => file.Name).Where(name => ("/d/" + name).StartsWith(path + "/", StringComparison.Ordinal)).Select(name => name[(path.Length - 2)..].Split('/')[0]).Distinct()];

    public string ReadLink(string path) => throw new LocalFileException("no links here");
}
