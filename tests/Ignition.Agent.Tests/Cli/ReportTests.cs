using System.Diagnostics;
using System.Text;
using Ignition.Agent.Cli;
using Ignition.Agent.Cli.Reports;
using Ignition.Config.Specs;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>What validate and merge say of many, missing and older configs.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_config_that_is_not_there_is_not_called_valid()
    {
        Assert.Equal(1, ValidateCommand.Run([Path.Combine(_folder.FullName, "absent.ign")], upstreamName: false, Streams(terminal: true)));
        Assert.Equal("\e[31mnot valid, 1 error\e[0m\n", _output.ToString());
        Assert.StartsWith("couldn't read config: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "99000 more entries are not shown")]
    [InlineData("pretty", "99000 more entries are not shown")]
    [InlineData("json", "\"omitted\":99000")]
    [InlineData("sarif", "99000 more entries are not shown")]
    [InlineData("github", "99000 more entries are not shown")]
    public void Of_a_hundred_thousand_errors_a_thousand_are_shown_and_the_rest_is_counted(string format, string rest)
    {
        var items = string.Join(',', Enumerable.Range(0, 100_000).Select(static x => $"{{\"path\":\"x{x}\"}}"));
        var file = Write("a.ign", $"{{\"ignition\":{{\"version\":\"3.5.0\"}},\"storage\":{{\"files\":[{items}]}}}}");
        var time = Stopwatch.StartNew();
        Assert.Equal(1, ValidateCommand.Run(["-format", format, file], upstreamName: false, Streams(terminal: false)));
        Assert.Contains(rest, _output.ToString(), StringComparison.Ordinal);
        Assert.True(_output.ToString().Length < 2_000_000, $"{_output.ToString().Length} characters");
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(60), time.Elapsed.ToString());
    }

    [Fact]
    public void Of_many_findings_in_Butane_a_thousand_are_shown_in_time()
    {
        var text = new StringBuilder("variant: fcos\nversion: 1.6.0\nstorage:\n  files:\n");
        for (var i = 0; i < 20_000; i++) text.Append($"    - path: /a{i}\n      zz: 1\n");
        var time = Stopwatch.StartNew();
        Assert.Equal(0, ValidateCommand.Run(["-format", "pretty", Write("a.bu", text.ToString())], upstreamName: false, Streams(terminal: false)));
        Assert.Contains("19000 more entries are not shown", _output.ToString(), StringComparison.Ordinal);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(60), time.Elapsed.ToString());
    }

    [Theory]
    [InlineData("plain", "3.5", "line 2 col 13: ignition.version '3.5' is not a version; ")]
    [InlineData("plain", "3.99.0", "line 2 col 13: version '3.99.0' is not supported; ")]
    [InlineData("json", "3.5", ": line 2 col 13: ignition.version '3.5' is not a version; ")]
    [InlineData("pretty", "3.5", "/a.ign:2:13: error: ignition.version '3.5' is not a version; ")]
    [InlineData("github", "3.5", "line=2,col=13,title=refused::ignition.version '3.5' is not a version; ")]
    [InlineData("sarif", "3.5", "\"startLine\": 2")]
    public void A_version_that_is_refused_is_named_where_it_stands(string format, string version, string expected)
    {
        var file = Write("a.ign", $"{{\"ignition\":{{\n \"version\": \"{version}\"}}}}");
        Assert.Equal(1, ValidateCommand.Run(["-format", format, file], upstreamName: false, Streams(terminal: false)));
        Assert.Contains(expected, _output.ToString() + _error, StringComparison.Ordinal);
        Assert.Equal(1, MergeCommand.Run([file], Streams(terminal: false)));
        Assert.Contains($"{file}: line 2 col 13: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.3.0", "", "")]
    [InlineData(SpecVersions.Experimental, "", SpecVersions.Experimental)]
    [InlineData("3.3.0", "3.4.0", "3.4.0")]
    public void Merge_writes_the_newest_stable_version_or_the_one_that_is_wanted(string input, string target, string expected)
    {
        var file = Write("a.ign", $"{{\"ignition\":{{\"version\":\"{input}\"}}}}");
        Assert.Equal(0, MergeCommand.Run(target.Length == 0 ? ["-compact", file] : ["-compact", "--target", target, file], Streams(terminal: false)));
        Assert.Equal($"{{\"ignition\":{{\"version\":\"{(expected.Length == 0 ? SpecVersions.NewestStable.Text : expected)}\"}}}}\n", _output.ToString());
    }

    [Fact]
    public void Merge_refuses_a_version_that_lacks_a_field_and_one_that_does_not_exist()
    {
        var file = Write("a.ign", """{"ignition":{"version":"3.5.0"},"storage":{"luks":[{"name":"a","device":"/dev/a","cex":{"enabled":true}}]}}""");
        Assert.Equal(1, MergeCommand.Run(["--target", "3.4.0", file], Streams(terminal: false)));
        Assert.Equal("", _output.ToString());
        Assert.Contains("$.storage.luks.0.cex", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, MergeCommand.Run(["--target", "9.9.9", file], Streams(terminal: false)));
    }

    private ReportStreams Streams(bool terminal) => new(Stream.Null, _output, _error, terminal, terminal);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
