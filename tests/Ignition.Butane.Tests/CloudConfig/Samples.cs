using System.Text;
using Ignition.Butane.CloudConfig;

namespace Ignition.Butane.Tests.CloudConfig;

/// <summary>The cloud-configs of the folder cloud-config.</summary>
internal static class Samples
{
    public const string Jinja = "jin.yaml";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "cloud-config");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static string[] Lines(string name) => Encoding.UTF8.GetString(Read(name)).Split('\n');

    public static CloudConfigResult Convert(string name, string? variant = null) => CloudConfigConverter.Convert(Read(name), name, variant);

    public static CloudConfigResult Of(string yaml, string? variant = null) => CloudConfigConverter.Convert(Encoding.UTF8.GetBytes("#cloud-config\n" + yaml), "user-data", variant);

    public static string Json(CloudConfigResult converted) => Translations.Json(converted.Butane!);

    public static string Json(string name, string? variant = null) => Json(Convert(name, variant));

    /// <summary>Everything that is said, each as "line path: message".</summary>
    public static string[] Said(CloudConfigResult converted) =>
        [.. converted.Notes.Concat(converted.Remarks).Concat(converted.Problems).Select(note => $"{note.Line} {note.Path}: {note.Message}")];
}
