using System.Text.RegularExpressions;
using Xunit;

namespace Ignition.Agent.Tests.Builds;

/// <summary>docs/upstream-differences.md explains every number that sources and tests name, and the tests it names are there.</summary>
public sealed partial class DifferencesTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "upstream-differences.md"));

    private static readonly string Tests = string.Concat(Sources("tests").Select(File.ReadAllText));

    [Fact]
    public void Every_number_has_a_row_and_its_rows_are_complete()
    {
        var rows = Row().Matches(Page).Select(row => int.Parse(row.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, 58), rows);
    }

    [Fact]
    public void Every_test_it_names_is_there()
    {
        foreach (Match named in Named().Matches(Page))
        {
            Assert.Matches($@"class {named.Groups["type"].Value}\b", Tests);
            Assert.Contains($" {named.Groups["method"].Value}(", Tests, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_number_in_sources_and_tests_has_a_row()
    {
        var unknown = Sources("src").Concat(Sources("tests")).SelectMany(file => Number().Matches(File.ReadAllText(file)).Select(match => match.Groups["number"].Value))
            .Distinct(StringComparer.Ordinal).Where(number => !Page.Contains($"| {number} |", StringComparison.Ordinal));
        Assert.Empty(unknown);
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| B(?<number>\d+) \|.+\|.+\|.*`.+` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex Named();

    /// <summary>In a comment in parentheses, or at the start of a test's name.</summary>
    [GeneratedRegex(@"(?:\(|[ ,]|void |Task |new\("")(?<number>B\d{1,2})(?:[),:]|_[a-z]|_B\d| [a-z])")]
    private static partial Regex Number();
}
