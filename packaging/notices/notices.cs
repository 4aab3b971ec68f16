#:property PublishAot=false
#:property NoWarn=$(NoWarn);MA0047
#:property AssemblyName=notices
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

// notices.cs ASSETS RID FOUND VERSION EPOCH DIRECTORY, from the top of the checkout: writes THIRD-PARTY-NOTICES.txt and
// ignition-agent.cdx.json into DIRECTORY. ASSETS is what NuGet resolved, FOUND what the CycloneDX tool made of it.
if (args is not [var assetsFile, var rid, var found, var version, var epoch, var output])
{
    Console.Error.WriteLine("notices.cs ASSETS RID FOUND VERSION EPOCH DIRECTORY");
    return 64;
}

var linked = Linked.Read(JsonNode.Parse(File.ReadAllText(assetsFile))!, rid);
var missing = linked.Where(package => package.Licence is null || package.Texts().Count == 0).ToList();
foreach (var package in missing) Console.Error.WriteLine($"{package.Name} has no licence that is known: add it to packaging/notices");
if (missing.Count > 0) return 1;

var date = DateTimeOffset.FromUnixTimeSeconds(long.Parse(epoch, CultureInfo.InvariantCulture));
File.WriteAllText(Path.Combine(output, "THIRD-PARTY-NOTICES.txt"), Notices.Write(linked, version));
File.WriteAllText(Path.Combine(output, "ignition-agent.cdx.json"), Bill.Write(JsonNode.Parse(File.ReadAllText(found))!, linked, version, date));
return 0;

/// <summary>A package whose code is in the binary, as it lies in NuGet's folder.</summary>
internal sealed record Linked(string Name, string Version, string Directory)
{
    // Packages from before licence expressions: the address in theirs leads to this text.
    private static readonly Dictionary<string, string> s_known = new(StringComparer.Ordinal) { ["Mono.Posix.NETStandard"] = "MIT" };

    private XElement Metadata => XDocument.Load(System.IO.Directory.GetFiles(Directory, "*.nuspec")[0]).Root!.Elements().First();

    public string Identity => $"pkg:nuget/{Name}@{Version}";

    public string Copyright => Element("copyright")?.Value ?? $"Copyright (c) {Element("authors")?.Value}";

    public string? Licence => Element("license") is { } license && license.Attribute("type")?.Value == "expression" ? license.Value : s_known.GetValueOrDefault(Name);

    public string Sha512 => Convert.ToHexString(Convert.FromBase64String(File.ReadAllText(System.IO.Directory.GetFiles(Directory, "*.nupkg.sha512")[0])));

    /// <summary>Licence first: the package's own, or the text its licence always has; then what the package says of others' code in it.</summary>
    public List<string> Texts()
    {
        var own = System.IO.Directory.GetFiles(Directory).Order(StringComparer.Ordinal).ToList();
        List<string> files = [.. own.Where(static file => Named(file, "LICENSE"))];
        if (files.Count == 0) files.AddRange(new[] { Licence == "Apache-2.0" ? "LICENSE" : $"packaging/notices/{Licence}.txt" }.Where(File.Exists));
        if (files.Count == 0) return [];
        return [.. files.Concat(own.Where(static file => Named(file, "THIRD-PARTY-NOTICES") || Named(file, "NOTICE")))
            .Append($"packaging/notices/{Name}.txt").Where(File.Exists).Select(static file => File.ReadAllText(file).Replace("\r", "", StringComparison.Ordinal).Trim())];
    }

    /// <summary>Packages that bring assemblies for this runtime, the framework with its native libraries, and the compiler of all that, which runs on the machine that builds.</summary>
    public static List<Linked> Read(JsonNode assets, string rid)
    {
        var folders = assets["packageFolders"]!.AsObject().Select(static folder => folder.Key).ToList();
        var framework = assets["project"]!["frameworks"]!.AsObject().Single().Value!;
        var target = assets["targets"]!.AsObject().Single(entry => entry.Key.EndsWith("/" + rid, StringComparison.Ordinal)).Value!.AsObject();
        var compiled = target.Where(static entry => entry.Value!["type"]!.GetValue<string>() == "package" && entry.Value["runtime"] is JsonObject)
            .Select(static entry => entry.Key.Split('/')).Select(static entry => (Name: entry[0], Version: entry[1]));
        var packs = framework["downloadDependencies"]!.AsArray().Select(static entry => (Name: entry!["name"]!.GetValue<string>(), Version: entry["version"]!.GetValue<string>().Trim('[', ']').Split(',')[0]))
            .Where(pack => pack.Name == $"Microsoft.NETCore.App.Runtime.NativeAOT.{rid}" || (pack.Name.StartsWith("runtime.", StringComparison.Ordinal) && pack.Name.EndsWith(".Microsoft.DotNet.ILCompiler", StringComparison.Ordinal)));
        return [.. compiled.Concat(packs).Distinct().OrderBy(static package => package.Name, StringComparer.Ordinal).Select(package => new Linked(package.Name, package.Version, Find(package.Name, package.Version)))];

        string Find(string name, string version) =>
            folders.Select(folder => Path.Combine(folder, name.ToLowerInvariant(), version)).First(System.IO.Directory.Exists);
    }

    private XElement? Element(string name) => Metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static bool Named(string file, string start) => Path.GetFileName(file).StartsWith(start, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The notices, for people.</summary>
internal static class Notices
{
    public static string Write(List<Linked> packages, string version)
    {
        var text = new StringBuilder($"Ignition.Agent {version} is under the Apache License 2.0. Its binary has in it code of these packages:\n\n");
        foreach (var package in packages) text.Append(CultureInfo.InvariantCulture, $"  {package.Name} {package.Version} ({package.Licence})\n");
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var package in packages)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{new string('=', 100)}\n{package.Name} {package.Version}\n{package.Licence}\n{package.Copyright}\n");
            foreach (var notice in package.Texts())
            {
                // The framework's packages repeat a thousand lines to the letter.
                text.Append(CultureInfo.InvariantCulture, $"\n{(said.TryAdd(notice, package.Name) || notice.Length < 20_000 ? notice : $"What is said at {said[notice]} holds here too, to the letter.")}\n");
            }
        }

        return text.ToString();
    }
}

/// <summary>The bill of materials, for programs.</summary>
internal static class Bill
{
    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonNode bill, List<Linked> packages, string version, DateTimeOffset date)
    {
        var found = bill["components"]!.AsArray().ToDictionary(static component => component!["purl"]!.GetValue<string>(), static component => component!);
        var self = $"pkg:generic/ignition-agent@{Uri.EscapeDataString(version)}";
        bill["metadata"]!["timestamp"] = date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        bill["metadata"]!["component"] = new JsonObject
        {
            ["type"] = "application", ["bom-ref"] = self, ["name"] = "ignition-agent", ["version"] = version,
            ["licenses"] = Licences("Apache-2.0"), ["purl"] = self,
        };
        // What only builds is not in the binary; what the tool does not see, since the SDK brings it, is.
        bill["components"] = new JsonArray([.. packages.Select(package => Component(package, found.GetValueOrDefault(package.Identity)))]);
        bill["dependencies"] = new JsonArray(new JsonObject { ["ref"] = self, ["dependsOn"] = new JsonArray([.. packages.Select(static package => (JsonNode)package.Identity)]) });
        return bill.ToJsonString(s_format) + "\n";
    }

    private static JsonNode Component(Linked package, JsonNode? found)
    {
        var component = found?.DeepClone() ?? new JsonObject
        {
            ["type"] = "library", ["bom-ref"] = package.Identity, ["name"] = package.Name, ["version"] = package.Version,
            ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = package.Sha512 }),
            ["copyright"] = package.Copyright, ["purl"] = package.Identity,
        };
        component["scope"] = "required";
        component["licenses"] = Licences(package.Licence!);
        return component;
    }

    private static JsonArray Licences(string id) => new(new JsonObject { ["license"] = new JsonObject { ["id"] = id } });
}
