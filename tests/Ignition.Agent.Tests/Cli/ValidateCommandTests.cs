using System.Text;
using System.Text.Json.Nodes;
using Ignition.Agent.Cli;
using Ignition.Agent.Cli.Reports;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary><c>ignition validate</c>, and under the name of upstream's program.</summary>
public sealed class ValidateCommandTests : IDisposable
{
    private const string Valid = """{"ignition":{"version":"3.3.0"}}""";
    private const string Invalid = """{"ignition":{"version":"3.3.0"},"storage":{"files":[{"path":"a","zz":1}]}}""";

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
    public void A_clean_config_prints_nothing()
    {
        Assert.Equal(0, Run("", File("a.ign", Valid)));
        Assert.Equal(("", ""), (_output.ToString(), _error.ToString()));
    }

    [Fact]
    public void Entries_are_printed_as_upstream_prints_them()
    {
        Assert.Equal(1, Run("", File("a.ign", Invalid)));
        Assert.StartsWith(
            "error at $.storage.files.0.path, line 1 col 61: the path is not absolute\nwarning at $.storage.files.0.zz, line 1 col 65: Unused key zz\n",
            _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public void A_refusal_without_a_report_is_one_line_on_standard_error()
    {
        Assert.Equal(1, Run("", File("a.ign", """{"ignition":{"version":"9.9.9"}}""")));
        Assert.Equal("", _output.ToString());
        Assert.Equal(1, _error.ToString().Count(static x => x == '\n'));
    }

    [Fact]
    public void Standard_input_is_read() => Assert.Equal(0, Run(Valid, "-"));

    [Fact]
    public void Wrong_use_has_the_exit_codes_of_upstream()
    {
        Assert.Equal(2, Run("", "--nonsense"));
        Assert.Equal(1, Run(""));
        Assert.Equal(1, Run("", upstreamName: true, File("a.ign", Valid), File("b.ign", Valid)));
        Assert.Equal(1, Run("", Path.Combine(_folder.FullName, "absent.ign")));
        Assert.Equal(0, Run("", "-version"));
        Assert.Equal(0, Run("", upstreamName: true, "-help"));
        Assert.Equal(2, Run("", "--format", "nonsense", "-"));
    }

    [Fact]
    public void Json_is_one_object_a_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "sub"));
        File("b.ign", Invalid);
        File("sub/a.json", "");
        File("ignored.txt", "");
        Assert.Equal(1, Run("", "--format=json", _folder.FullName));
        var lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static x => JsonNode.Parse(x)!).ToList();
        Assert.Equal(2, lines.Count);
        Assert.EndsWith("/b.ign", (string)lines[0]["file"]!, StringComparison.Ordinal);
        Assert.Equal("invalid", (string)lines[0]["error"]!);
        Assert.False((bool)lines[0]["accepted"]!);
        Assert.Equal("""{"kind":"error","path":"$.storage.files.0.path","line":1,"column":61,"code":"path-relative","message":"the path is not absolute"}""",
            lines[0]["entries"]![0]!.ToJsonString());
        Assert.Equal("empty", (string)lines[1]["error"]!);
    }

    [Fact]
    public void Pretty_shows_the_line_with_a_caret_and_hides_what_may_be_secret()
    {
        var file = File("a.ign", "{\"ignition\":{\"version\":\"3.3.0\"},\n \"passwd\":{\"users\":[{\"passwordHash\":\"$6$secret\",\"nmae\":\"x\"}]}}");
        Assert.Equal(0, Run("", "--format", "pretty", file));
        var lines = _output.ToString().Split('\n');
        Assert.Equal($"{file}:2:49: warning: Unused key nmae [unused-key]", lines[0]);
        Assert.Contains("  unknown key, ignored", lines);
        Assert.Equal(lines[1].IndexOf("\"nmae\"", StringComparison.Ordinal), lines[2].IndexOf('^'));
        Assert.DoesNotContain("secret", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\x1b", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pretty_hides_what_may_be_secret_in_yaml_too()
    {
        var file = File("a.bu", """
            variant: fcos
            version: 1.6.0
            passwd:
              users:
                - name: core
                  password_hash: [S3CR3T, "S3CR3T"]
                - {password_hash: S3CR3T, nmae: S3CR3T}
            storage:
              luks:
                - name: x
                  device: /dev/vda
                  key_file: S3CR3T
              files:
                - path: relative
                - path: /a
                  contents:
                    inline:
                      - S3CR3T
            """);
        Assert.Equal(1, Run("", "--format", "pretty", file));
        Assert.Contains("password_hash: [******, \"******\"]", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("S3CR3T", _output.ToString(), StringComparison.Ordinal);
        _output.GetStringBuilder().Clear();
        Assert.Equal(1, Run("", "--format", "pretty", File("b.bu", "variant: fcos\nversion: 1.6.0\nstorage:\n  files:\n    - path: relative\n")));
        Assert.Contains("- path: relative\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pretty")]
    [InlineData("plain")]
    [InlineData("github")]
    [InlineData("json")]
    [InlineData("sarif")]
    public void No_format_lets_a_config_steer_the_terminal(string format)
    {
        Run("", "--format", format, File("a.ign", """{"ignition":{"version":"3.3.0"},"\u001b[31m":1}"""));
        Assert.DoesNotContain('\e', _output.ToString());
        Assert.Contains("[31m", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Github_and_sarif_name_file_line_and_rule()
    {
        var file = File("a.ign", Invalid);
        Assert.Equal(1, Run("", "--format", "github", file));
        Assert.StartsWith($"::error file={file},line=1,col=61,title=path-relative::$.storage.files.0.path: ", _output.ToString(), StringComparison.Ordinal);
        _output.GetStringBuilder().Clear();
        Assert.Equal(1, Run("", "--format", "sarif", file));
        var result = JsonNode.Parse(_output.ToString())!["runs"]![0]!["results"]![0]!;
        Assert.Equal("path-relative", (string)result["ruleId"]!);
        Assert.Equal(61, (int)result["locations"]![0]!["physicalLocation"]!["region"]!["startColumn"]!);
    }

    [Fact]
    public void A_config_cannot_steer_the_terminal()
    {
        Assert.Equal(0, Run("", File("a.ign", """{"ignition":{"version":"3.3.0"},"\u001b[2J\n":1}""")));
        Assert.Contains("$.\\u001b[2J\\u000a", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Merging_prints_the_result_at_the_newest_stable_version()
    {
        var parent = File("a.ign", """{"ignition":{"version":"3.0.0"},"storage":{"files":[{"path":"/a","mode":1023}]}}""");
        var child = File("b.ign", """{"ignition":{"version":"3.6.0"},"storage":{"files":[{"path":"/a","contents":{"source":"data:,x"}}]}}""");
        Assert.Equal(0, Merge("--compact", parent, child));
        Assert.Equal(
            """{"ignition":{"version":"3.6.0"},"storage":{"files":[{"path":"/a","contents":{"source":"data:,x"},"mode":511}]}}""" + "\n",
            _output.ToString());
    }

    [Fact]
    public void Merging_ends_with_1_when_one_config_is_refused()
    {
        Assert.Equal(1, Merge(File("a.ign", Valid), File("b.ign", Invalid)));
        Assert.Equal("", _output.ToString());
        Assert.Contains("$.storage.files.0.path", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_merged_result_that_is_not_valid_is_printed_and_explained_with_its_file()
    {
        var parent = File("a.ign", """{"ignition":{"version":"3.6.0"},"storage":{"files":[{"path":"/a","user":{"id":1}}]}}""");
        var child = File("b.ign", """{"ignition":{"version":"3.6.0"},"storage":{"files":[{"path":"/a","user":{"name":"x"}}]}}""");
        Assert.Equal(0, Merge(parent, child));
        Assert.Contains("result: error at $.storage.files.0.user", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("b.ign", _error.ToString(), StringComparison.Ordinal);
        Assert.NotEqual("", _output.ToString());
    }

    private int Run(string input, params string[] args) => Run(input, upstreamName: false, args);

    private int Run(string input, bool upstreamName, params string[] args) => ValidateCommand.Run(args, upstreamName, Streams(input));

    private int Merge(params string[] args) => MergeCommand.Run(args, Streams(""));

    private ReportStreams Streams(string input) => new(new MemoryStream(Encoding.UTF8.GetBytes(input)), _output, _error, isTerminal: false, hasColors: false);

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
