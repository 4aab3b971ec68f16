using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Xunit;

namespace Ignition.Agent.Tests.Builds;

/// <summary>What <c>make build</c> says the binary is made of, against what NuGet resolved for it.</summary>
public sealed class NoticesTests
{
    private static readonly string s_notices = Path.Combine(Repository.Root, "out/THIRD-PARTY-NOTICES.txt");
    private static readonly string s_bill = Path.Combine(Repository.Root, "out/ignition-agent.cdx.json");

    [Fact]
    public void Every_package_in_the_binary_has_its_licence_in_the_notices()
    {
        var notices = Read(s_notices);
        foreach (var package in Packages())
        {
            var own = Assert.Single(notices.Split(new string('=', 100) + "\n"), part => part.StartsWith(package + "\n", StringComparison.Ordinal));
            Assert.Contains("warrant", own, StringComparison.OrdinalIgnoreCase);
        }

        // What the framework has of others is linked in with it.
        foreach (var other in new[] { "zlib-ng", "Brotli", "libunwind" }) Assert.Contains($"License notice for {other}", notices, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_package_in_the_binary_and_nothing_else_is_in_the_bill_of_materials()
    {
        var bill = JsonNode.Parse(Read(s_bill))!;
        var components = bill["components"]!.AsArray();
        Assert.Equal(Packages().Order(StringComparer.Ordinal), components.Select(static one => $"{one!["name"]} {one["version"]}").Order(StringComparer.Ordinal));
        Assert.All(components, static one =>
        {
            Assert.NotNull(one!["licenses"]![0]!["license"]!["id"]);
            Assert.Matches("^[0-9A-F]{128}$", one["hashes"]![0]!["content"]!.GetValue<string>());
        });
        Assert.Equal(components.Select(static one => one!["bom-ref"]!.GetValue<string>()), bill["dependencies"]![0]!["dependsOn"]!.AsArray().Select(static one => one!.GetValue<string>()));
    }

    private static string Read(string file)
    {
        Assert.SkipUnless(File.Exists(file), "make build has not left " + file);
        return File.ReadAllText(file);
    }

    private static List<string> Packages()
    {
        var assets = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src/Ignition.Agent/obj/project.assets.json")))!;
        var target = assets["targets"]!.AsObject().First(static one => !one.Key.Contains('/')).Value!.AsObject();
        var compiled = target.Where(static one => one.Value!["type"]!.GetValue<string>() == "package" && (one.Value["runtime"] ?? one.Value["runtimeTargets"]) is not null).Select(static one => one.Key.Replace('/', ' '));
        var compiler = target.Single(static one => one.Key.StartsWith("Microsoft.DotNet.ILCompiler/", StringComparison.Ordinal)).Key.Split('/')[1];
        var rid = RuntimeInformation.RuntimeIdentifier.EndsWith("arm64", StringComparison.Ordinal) ? "linux-arm64" : "linux-x64";
        return [.. compiled, $"Microsoft.NETCore.App.Runtime.NativeAOT.{rid} {compiler}", $"runtime.{rid}.Microsoft.DotNet.ILCompiler {compiler}"];
    }
}
