using System.Net.Sockets;
using Ignition.Config.Model;
using Ignition.Linux.Block;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Provisioning.Tests.Failures;

/// <summary>What the system refuses is called after what it refuses, wherever it is caught, and is never to be reported as a mistake of the agent.</summary>
public sealed class SystemFailuresTests
{
    private static readonly Dictionary<string, Exception> Kinds = new()
    {
        ["a file"] = new IOException("Too many open files", 24),
        ["a full table"] = new IOException("Too many open files in system", 23),
        ["a socket"] = new SocketException((int)SocketError.TooManyOpenSockets),
        ["a file below the root"] = new RootedFileException("open", "/x", 24),
        ["a call"] = new System.ComponentModel.Win32Exception(24),
        ["a type that needs a file"] = new TypeInitializationException("X", new IOException("Too many open files", 24)),
        ["memory"] = new OutOfMemoryException(),
        ["a call for memory"] = new IOException("Cannot allocate memory", 12),
        ["a full disk"] = new IOException("No space left on device", 28),
        ["a full disk below the root"] = new RootedFileException("write", "/x", 28),
        ["a read-only disk"] = new IOException("Read-only file system", 30),
        ["a broken disk"] = new IOException("Input/output error", 5),
        ["a broken disk below the root"] = new RootedFileException("read", "/x", 5),
        ["a device"] = new BlockException("/dev/x cannot be read"),
        ["no rights"] = new UnauthorizedAccessException("denied"),
        ["a mistake"] = new InvalidOperationException("odd"),
    };

    [Theory]
    [InlineData("a file", "IGN-TOO-MANY-FILES")]
    [InlineData("a full table", "IGN-TOO-MANY-FILES")]
    [InlineData("a socket", "IGN-TOO-MANY-FILES")]
    [InlineData("a file below the root", "IGN-TOO-MANY-FILES")]
    [InlineData("a call", "IGN-TOO-MANY-FILES")]
    [InlineData("a type that needs a file", "IGN-TOO-MANY-FILES")]
    [InlineData("memory", "IGN-NO-MEMORY")]
    [InlineData("a call for memory", "IGN-NO-MEMORY")]
    [InlineData("a full disk", "IGN-NO-SPACE")]
    [InlineData("a full disk below the root", "IGN-NO-SPACE")]
    [InlineData("a read-only disk", "IGN-READ-ONLY")]
    [InlineData("a broken disk", "IGN-SYSTEM")]
    [InlineData("a broken disk below the root", "IGN-SYSTEM")]
    [InlineData("a device", "IGN-SYSTEM")]
    [InlineData("no rights", "IGN-SYSTEM")]
    [InlineData("a mistake", "IGN-UNEXPECTED")]
    public void What_is_refused_has_its_code(string kind, string code)
    {
        var failure = Failure.Of(Kinds[kind], "write /x");
        Assert.Equal(code, failure.Code.Code);
        Assert.StartsWith("write /x: ", failure.Cause, StringComparison.Ordinal);
        if (code != "IGN-UNEXPECTED") Assert.DoesNotContain("report", failure.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_that_comes_of_a_limit_is_called_after_the_limit()
    {
        var failed = new FailureException(EngineFailures.KernelArgument, "cannot read /proc/cmdline", "$.x", new IOException("Too many open files", 24));
        var failure = Failure.Of(failed);
        Assert.Equal(("IGN-TOO-MANY-FILES", "cannot read /proc/cmdline", "$.x"), (failure.Code.Code, failure.Cause, failure.ConfigPath));
    }

    [Fact]
    public void A_failure_of_a_full_or_broken_disk_keeps_its_own_code()
    {
        var failed = new FailureException(new Failure(FetchFailures.Spool, "full") { Place = new Place("a", 1, 1) }, new IOException("No space left on device", 28));
        Assert.Same(failed.Failure, Failure.Of(failed));
    }
}
