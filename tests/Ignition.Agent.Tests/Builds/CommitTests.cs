using System.Diagnostics;
using Xunit;

namespace Ignition.Agent.Tests.Builds;

/// <summary>packaging/commit.sh, which gives a build its commit and archives their date, in checkouts of its own.</summary>
public sealed class CommitTests : IDisposable
{
    private const string Seconds = "1795737600"; // 2026-11-27 00:00 UTC
    private readonly string _checkout = Directory.CreateTempSubdirectory("ignition-commit").FullName;

    public CommitTests()
    {
        Directory.CreateDirectory(_checkout + "/packaging");
        foreach (var file in new[] { "packaging/commit.sh", "packaging/commit.txt", ".gitattributes" }) File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_checkout, file));
    }

    public void Dispose() => Directory.Delete(_checkout, recursive: true);

    [Fact]
    public void A_checkout_is_its_commit_and_the_day_of_it()
    {
        var commit = Commit();
        Assert.Equal($"+git20261127.{commit[..12]}\n", Say("version"));
        Assert.Equal(Seconds + "\n", Say("epoch"));
    }

    [Theory]
    [InlineData("packaging/commit.txt")]
    [InlineData("new.cs")]
    public void A_changed_or_added_file_makes_it_dirty(string file)
    {
        var commit = Commit();
        File.AppendAllText(Path.Combine(_checkout, file), "x");
        Assert.Equal($"+git20261127.{commit[..12]}.dirty\n", Say("version"));
    }

    [Fact]
    public void An_archive_of_git_knows_its_commit()
    {
        var commit = Commit();
        Shell("git archive --output=a.tar HEAD && rm -rf .git packaging && tar -xf a.tar");
        Assert.Equal($"+git20261127.{commit[..12]}\n", Say("version"));
        Assert.Equal(Seconds + "\n", Say("epoch"));
    }

    [Fact]
    public void Files_alone_are_unknown()
    {
        Assert.Equal("+unknown\n", Say("version"));
        Assert.Equal("0\n", Say("epoch"));
    }

    [Fact]
    public void A_date_that_is_given_goes_before_that_of_the_commit()
    {
        Assert.Equal("5\n", Shell("SOURCE_DATE_EPOCH=5 packaging/commit.sh epoch"));
    }

    private string Commit()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/git"), "git is not installed");
        const string WithoutSettings = "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null";
        const string Somebody = "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b";
        Shell($"{WithoutSettings}; git init -q && git add -A && {Somebody} GIT_AUTHOR_DATE='@{Seconds} +0000' GIT_COMMITTER_DATE='@{Seconds} +0000' git commit -q -m 'a commit'");
        return Shell("git rev-parse HEAD").Trim();
    }

    private string Say(string what) => Shell($"env -u SOURCE_DATE_EPOCH packaging/commit.sh {what}");

    private string Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", script]) { WorkingDirectory = _checkout, RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
