using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;

namespace Ignition.Agent.Boot;

/// <summary>Reads and writes <c>/run/ignition/state</c> in upstream's shape: one JSON object on one line, mode 0600.</summary>
internal static class StateFile
{
    private const string DataUrlPrefix = "data:;base64,";

    /// <summary>Reads the state; a missing file is an empty state.</summary>
    /// <exception cref="FailureException">The file is there but cannot be read.</exception>
    public static EngineState Read(string path)
    {
        var state = new EngineState();
        if (!Path.Exists(path)) return state;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            state.FetchedConfigs = List(root, "fetchedConfigs", e => new FetchedConfig(Text(e, "kind"), Text(e, "source"), e.GetProperty("referenced").GetBoolean()));
            state.LuksPersistKeyFiles = Map(root, "luksPersistKeyFiles");
            state.NotatedDirectories = List(root, "notatedDirectories", e => e.GetString() ?? "");
            state.ProviderOutputFiles = List(root, "providerOutputFiles", ReadFile);
            state.LuksPersistVolumeKeyFiles = Map(root, "luksPersistVolumeKeyFiles");
            return state;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FailureException(EngineFailures.StateUnreadable, $"{path} cannot be read as the state of earlier stages: {e.Message}", inner: e);
        }
    }

    /// <summary>Writes the state.</summary>
    /// <exception cref="FailureException">It could not be written.</exception>
    public static void Write(string path, EngineState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options()))
        {
            json.WriteStartObject();
            WriteList(json, "fetchedConfigs", state.FetchedConfigs, static (json, c) =>
            {
                json.WriteStartObject();
                json.WriteString("kind", c.Kind);
                json.WriteString("source", c.Source);
                json.WriteBoolean("referenced", c.Referenced);
                json.WriteEndObject();
            });
            WriteMap(json, "luksPersistKeyFiles", state.LuksPersistKeyFiles);
            WriteList(json, "notatedDirectories", state.NotatedDirectories, static (json, d) => json.WriteStringValue(d));
            WriteList(json, "providerOutputFiles", state.ProviderOutputFiles, WriteFile);
            WriteMap(json, "luksPersistVolumeKeyFiles", state.LuksPersistVolumeKeyFiles);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        RunFile.Write(path, buffer.ToArray(), owner, owner | UnixFileMode.UserExecute);
    }

    private static void WriteFile(Utf8JsonWriter json, ProviderFile file)
    {
        json.WriteStartObject();
        json.WriteBoolean("overwrite", true);
        json.WriteString("path", file.Path);
        json.WriteStartObject("contents");
        json.WriteString("source", DataUrlPrefix + Convert.ToBase64String(file.Contents));
        json.WriteEndObject();
        json.WriteNumber("mode", file.Mode);
        json.WriteEndObject();
    }

    private static ProviderFile ReadFile(JsonElement element)
    {
        var source = Text(element.GetProperty("contents"), "source");
        if (!source.StartsWith(DataUrlPrefix, StringComparison.Ordinal)) throw new FormatException("a provider file without its contents");
        return new ProviderFile(Text(element, "path"), element.GetProperty("mode").GetInt32(), Convert.FromBase64String(source[DataUrlPrefix.Length..]));
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, List<T>? items, Action<Utf8JsonWriter, T> write)
        where T : class
    {
        if (items is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, Dictionary<string, string>? map)
    {
        if (map is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in map) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static List<T>? List<T>(JsonElement root, string name, Func<JsonElement, T> read)
        where T : class =>
        Has(root, name, out var list) ? [.. list.EnumerateArray().Select(read)] : null;

    private static Dictionary<string, string>? Map(JsonElement root, string name)
    {
        if (!Has(root, name, out var map)) return null;
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject()) result[property.Name] = property.Value.GetString() ?? "";
        return result;
    }

    private static bool Has(JsonElement root, string name, out JsonElement value) =>
        root.TryGetProperty(name, out value) && value.ValueKind is not JsonValueKind.Null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
