using System.Text.RegularExpressions;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Xunit;

namespace Ignition.Agent.Tests.Rooms;

/// <summary>Arrows between rooms never point upward: project references are the table of ARCHITECTURE.md, and inside a project no namespaces form a circle.</summary>
public sealed partial class RoomsTests
{
    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_form_no_circle(string project)
    {
        var assembly = System.Reflection.Assembly.Load(project == "Ignition.Agent" ? "ignition" : project);
        var rooms = new ArchLoader().LoadAssembly(assembly).Build();
        SliceRuleDefinition.Slices().Matching("Ignition.(**)").Should().BeFreeOfCycles().Check(rooms);
    }

    [Fact]
    public void A_project_refers_to_what_the_table_lists_and_to_nothing_else()
    {
        var listed = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md")))
            .ToDictionary(row => row.Groups["project"].Value, row => row.Groups["refers"].Value);
        foreach (var project in Projects.Select(row => row.Data))
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
            var refers = Reference().Matches(text).Select(match => match.Groups[1].Value["Ignition.".Length..]).Order(StringComparer.Ordinal);
            Assert.Equal(listed[project], string.Join(", ", refers));
        }
    }

    [GeneratedRegex(@"^\| (?<project>Ignition\.\w+) \|.*\| (?<refers>[\w, ]*?) ?\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("""<ProjectReference Include="\.\./[\w.]+/([\w.]+)\.csproj""")]
    private static partial Regex Reference();
}
