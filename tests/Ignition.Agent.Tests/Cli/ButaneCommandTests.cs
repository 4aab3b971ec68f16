using System.Text;
using Ignition.Agent.Cli;
using Ignition.Provisioning;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>Flags, exit codes and streams of <c>ignition butane</c>.</summary>
public sealed class ButaneCommandTests : IDisposable
{
    private const string Head = "variant: fcos\nversion: 1.5.0\n";
    private const string Warned = Head + "storage:\n  files:\n    - path: /etc/x\n      mode: 644\n      contents:\n        inline: a\n";
    private readonly string _directory = Directory.CreateTempSubdirectory("butane").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Standard_input_is_translated_to_standard_output()
    {
        Assert.Equal((0, "{\"ignition\":{\"version\":\"3.4.0\"}}\n", ""), Run(Head));
        Assert.Equal((0, "{\n  \"ignition\": {\n    \"version\": \"3.4.0\"\n  }\n}\n", ""), Run(Head, "-p"));
    }

    [Fact]
    public void A_dash_is_the_name_of_a_file() => Assert.Equal(1, Run(Head, "-").Exit);

    [Fact]
    public void A_finding_is_shown_with_the_lines_around_it()
    {
        var file = Write("cfg.bu", Warned);
        var (exit, _, error) = Run("", file);
        Assert.Equal(0, exit);
        Assert.StartsWith(
            $"""
            warning[$.storage.files.0.mode]:
              --> {file}:6:13
               |
             4 |   files:
             5 |     - path: /etc/x
             6 |       mode: 644
               |             ^^^ the mode is read as decimal; write 0644 if octal is meant
             7 |       contents:
             8 |         inline: a
               |

            """,
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_errors_are_one_line_each() =>
        Assert.StartsWith("warning at $.storage.files.0.mode, line 6 col 13: ", Run(Warned, "--raw-errors").Error, StringComparison.Ordinal);

    [Fact]
    public void A_place_outside_the_text_is_told_in_one_line() =>
        Assert.StartsWith("warning at $.storage, line 3 col 9: ", Run(Head + "storage:\n").Error, StringComparison.Ordinal);

    [Fact]
    public void Colours_come_only_where_they_are_asked_for()
    {
        Assert.Contains("\e[1;33mwarning\e[0m", Run(Warned, "--color").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", Run(Warned, "--color=never").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", Run(Warned, "--colour=never").Error, StringComparison.Ordinal);
        Assert.Contains("\e[1;31m", Run(Head + "storage: {files: [{path: x}]}\n", "--color=always").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_refuses_warnings_and_check_writes_nothing()
    {
        Assert.Equal((1, ""), (Run(Warned, "--strict").Exit, Run(Warned, "--strict").Output));
        Assert.Equal((0, ""), (Run(Warned, "-c").Exit, Run(Warned, "-c").Output));
    }

    [Fact]
    public void The_output_file_is_written_only_on_success()
    {
        var file = Write("out.ign", "old");
        Assert.Equal(1, Run(Head + "storage: {files: [{path: x}]}\n", "-o", file).Exit);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal((0, "", ""), Run(Head, "--output=" + file));
        Assert.Equal("{\"ignition\":{\"version\":\"3.4.0\"}}\n", File.ReadAllText(file));
        Assert.Equal(1, Run(Head, "-o", Path.Combine(_directory, "no", "such")).Exit);
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("-z")]
    [InlineData("--color", "always", "f.bu")]
    [InlineData("--input", "a.bu", "b.bu")]
    [InlineData("--files-dir")]
    [InlineData("--check=maybe")]
    public void Wrong_usage_exits_with_2(params string[] args)
    {
        var (exit, output, error) = Run(Head, args);
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("Usage:", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_has_an_example_and_the_version_is_the_one_that_is_followed()
    {
        Assert.Contains("Example:", Run("", "--help").Output, StringComparison.Ordinal);
        Assert.Equal((0, $"Butane 0.29.0 (Ignition.Agent {AgentVersion.Text})\n", ""), Run("", "-V"));
    }

    [Theory]
    [InlineData("", "variant")]
    [InlineData("variant: fcos\nversion: 1.5\n", "MAJOR.MINOR.PATCH")]
    [InlineData("variant: fcos\nversion: 1.99.0\n", "1.99.0")]
    [InlineData("variant: rhcos\nversion: 0.1.0\n", "openshift")]
    [InlineData("a: [\n", "3:1")]
    [InlineData(Head + "storage: {files: [{path: x}]}\n", "invalid Ignition config")]
    [InlineData(Head + "storage: {trees: [{}]}\n", "the config is invalid")]
    public void The_reason_of_a_refusal_is_told(string yaml, string told)
    {
        var (exit, output, error) = Run(yaml);
        Assert.Equal((1, ""), (exit, output));
        Assert.True(told == "3:1" || error.Contains(told, StringComparison.Ordinal), error);
    }

    [Fact]
    public void Files_of_the_directory_are_embedded_and_what_is_no_file_is_refused_without_waiting()
    {
        Write("sub/plain", "hello");
        File.CreateSymbolicLink(Path.Combine(_directory, "loop"), "loop");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_directory, "pipe")))
        {
            mkfifo.WaitForExit();
        }

        const string yaml = Head + "storage: {files: [{path: /a, contents: {local: NAME}}]}\n";
        Assert.Contains("data:,hello", Run(yaml.Replace("NAME", "sub/../sub//plain"), "-d", _directory).Output, StringComparison.Ordinal);
        foreach (var name in (string[])["pipe", "loop", "sub", "missing", "../x", "''"])
        {
            var (exit, _, error) = Run(yaml.Replace("NAME", name), "-d", _directory, "--raw-errors");
            Assert.Equal(1, exit);
            Assert.StartsWith("error at $.storage.files.0.contents.local, line 3 col ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_tree_with_a_pipe_a_loop_and_an_empty_directory_is_walked()
    {
        Write("tree/b", "b");
        Write("tree/a/x", "x");
        Directory.CreateDirectory(Path.Combine(_directory, "tree", "empty"));
        File.CreateSymbolicLink(Path.Combine(_directory, "tree", "loop"), "loop");
        File.SetUnixFileMode(Path.Combine(_directory, "tree", "b"), UnixFileMode.UserRead | UnixFileMode.OtherExecute);
        var yaml = "variant: fcos\nversion: 1.5.0\nstorage: {trees: [{local: tree}]}\n";
        Assert.Equal(
            """
            {"ignition":{"version":"3.4.0"},"storage":{"files":[{"path":"/a/x","contents":{"compression":"","source":"data:,x"},"mode":420},{"path":"/b","contents":{"compression":"","source":"data:,b"},"mode":493}],"links":[{"path":"/loop","target":"loop"}]}}

            """,
            Run(yaml, "--files-dir", _directory).Output);
    }

    [Fact]
    public void Several_files_are_merged_bundled_and_explained()
    {
        Write("x", "hello\n");
        var (one, two) = (Write("base.bu", Head + "storage: {files: [{path: /a}]}\n"), Write("web.bu", Head + "storage: {files: [{path: /b, contents: {local: x}}]}\n"));
        var (_, merged, _) = Run("", one, two, "-d", _directory);
        Assert.Equal("{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"/a\"},{\"path\":\"/b\",\"contents\":{\"compression\":\"\",\"source\":\"data:,hello%0A\"}}]}}\n", merged);
        var (_, bundle, _) = Run("", "--bundle", one, two, "-d", _directory);
        Assert.Equal(merged, Run(bundle).Output);
        Assert.Contains($"{two}:3:48", Run("", "--explain", "$.storage.files.1", one, two, "-d", _directory).Output, StringComparison.Ordinal);
        Assert.Equal(1, Run("", "--explain", "$.storage.nothing", one).Exit);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Exit, string Output, string Error) Run(string input, params string[] args)
    {
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        using var stdout = new MemoryStream();
        using var stderr = new StringWriter();
        var exit = new ButaneCommand(stdin, stdout, stderr, coloured: () => false).Execute(args);
        return (exit, Encoding.UTF8.GetString(stdout.ToArray()), stderr.ToString());
    }
}
