using System.Text;
using Ignition.Agent.Cli;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

/// <summary>Arguments, exit codes and streams of <c>ignition convert</c>.</summary>
public sealed class ConvertCommandTests
{
    [Fact]
    public void A_cloud_config_becomes_Butane_and_what_was_not_carried_is_listed()
    {
        var (exit, output, error) = Run("#cloud-config\nhostname: web\npackages: [vim]\n", "cloud-config", "-");
        Assert.Equal(0, exit);
        Assert.StartsWith("# Converted from -\nvariant: fcos\n", output, StringComparison.Ordinal);
        Assert.StartsWith("-:3:1: packages is not carried: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_refuses_what_cannot_be_carried() =>
        Assert.Equal((1, ""), (Run("packages: [vim]\n", "cloud-config", "-s", "-").Exit, Run("packages: [vim]\n", "cloud-config", "-s", "-").Output));

    [Fact]
    public void What_would_not_boot_is_reported() =>
        Assert.Equal(1, Run("write_files: [{path: relative}]\n", "cloud-config", "-").Exit);

    [Theory]
    [InlineData("variant: fcos\nversion: 1.6.0\n", "Butane already")]
    [InlineData("{ \"ignition\": {\"version\": \"3.4.0\"} }", "Ignition config already")]
    [InlineData("#!/bin/sh\n", "script")]
    [InlineData(" \n", "empty")]
    public void What_is_something_else_is_refused_rather_than_converted_to_nothing(string input, string what)
    {
        var (exit, output, error) = Run(input, "cloud-config", "-");
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("-:1:1: ", error, StringComparison.Ordinal);
        Assert.Contains(what, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_flag_for_the_output_is_written_as_others_are()
    {
        var target = Path.GetTempFileName();
        try
        {
            Assert.Equal(0, Run("hostname: web\n", "cloud-config", "--output=" + target, "-").Exit);
            Assert.StartsWith("# Converted", File.ReadAllText(target), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(target);
        }

        Assert.StartsWith("flag needs an argument: -o\n", Run("", "cloud-config", "x", "-o").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_follows_the_source_and_names_its_lines()
    {
        var (_, _, error) = Run("#cloud-config\nwrite_files:\n  - {path: /etc/a, append: false}\n  - {path: relative}\npackages: [vim]\nusers: [{name: a, doas: [x]}]\n", "cloud-config", "-");
        Assert.Equal(
            ["-:3:20: write_files.append: that is so by default", "-:4:5: error: the path is not absolute", "-:5:1: packages is not carried", "-:6:19: users.a.doas is not carried", ""],
            error.Split('\n').Select(static line => line.StartsWith("-:5", StringComparison.Ordinal) || line.StartsWith("-:6", StringComparison.Ordinal) ? line[..line.IndexOf(": ", 8, StringComparison.Ordinal)] : line));
    }

    [Theory]
    [InlineData("variant: fcos\n", "hostname: a\n")]
    [InlineData("variant: flatcar\n", "hostname: a\n", "--variant", "flatcar")]
    [InlineData("variant: r4e\n", "hostname: a\n", "--variant=r4e")]
    [InlineData("variant: flatcar\n", "flatcar: {update: {group: beta}}\n")]
    [InlineData("variant: fcos\n", "flatcar: {update: {group: beta}}\n", "--variant", "fcos")]
    public void The_variant_is_the_one_that_is_asked_for(string line, string input, params string[] flags) =>
        Assert.Contains(line, Run(input, ["cloud-config", .. flags, "-"]).Output, StringComparison.Ordinal);

    [Fact]
    public void Templates_are_refused_with_every_place()
    {
        var (exit, output, error) = Run("## template: jinja\n#cloud-config\nhostname: {{ a }}\nruncmd: [echo {{ b }}]\n", "cloud-config", "-");
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("-:3:11: ", error, StringComparison.Ordinal);
        Assert.Contains("\n-:4:15: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_compressed_is_taken_apart()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/cloud-config\n\nhostname: inside\n--b--\n"u8);
        }

        using var stdin = new MemoryStream(packed.ToArray());
        using var stdout = new MemoryStream();
        using var stderr = new StringWriter();
        Assert.Equal(0, new ConvertCommand(stdin, stdout, stderr).Execute(["cloud-config", "-"]));
        Assert.Contains("inside", Encoding.UTF8.GetString(stdout.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2, "cloud-config", "--variant", "openshift", "x")]
    [InlineData(2, "cloud-config", "x", "--variant")]
    [InlineData(2, "cloud-config")]
    [InlineData(2, "ignition", "x")]
    [InlineData(2, "cloud-config", "--nonsense", "x")]
    [InlineData(1, "cloud-config", "/no/such/file")]
    [InlineData(0, "--help")]
    public void The_exit_status_tells_usage_from_refusal(int status, params string[] args) => Assert.Equal(status, Run("", args).Exit);

    private static (int Exit, string Output, string Error) Run(string input, params string[] args)
    {
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        using var stdout = new MemoryStream();
        using var stderr = new StringWriter();
        var exit = new ConvertCommand(stdin, stdout, stderr).Execute(args);
        return (exit, Encoding.UTF8.GetString(stdout.ToArray()), stderr.ToString());
    }
}
