using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Kargs;
using Ignition.Stages.Tests.Files;
using Xunit;

namespace Ignition.Stages.Tests.Kargs;

public sealed class KargsStageTests : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("kargs-stage-").FullName;

    public void Dispose() => Directory.Delete(_top, recursive: true);

    private IReadOnlyList<Step> Plan(string json, string commandLine)
    {
        File.WriteAllText(_top + "/cmdline", commandLine);
        return KargsStage.Plan(
            FilesScene.Config(json),
            new Dictionary<string, string> { ["IGNITION_KERNEL_CMDLINE_PATH"] = _top + "/cmdline", ["PATH"] = $"{_top}:/usr/bin:/bin" });
    }

    private static Machine Machine => new("/", null!, new EngineState(), Serilog.Core.Logger.None, TimeProvider.System);

    private const string Config = """
        "kernelArguments":{"shouldExist":["a","b c"],"shouldNotExist":["d"]}
        """;

    private void Helper(string script)
    {
        File.WriteAllText(_top + "/ignition-kargs-helper", "#!/bin/sh\n" + script);
        File.SetUnixFileMode(_top + "/ignition-kargs-helper", (UnixFileMode)0x1ED);
    }

    [Fact]
    public void Without_kernel_arguments_there_is_no_step() => Assert.Empty(Plan("\"storage\":{}", ""));

    [Fact]
    public async Task The_helper_gets_every_argument_in_order()
    {
        Helper($"printf '%s|' \"$@\" > {_top}/argv");
        var step = Assert.Single(Plan(Config, "root=x d"));

        Assert.True((await step.InspectAsync(Machine, default)).IsNeeded);
        await step.ApplyAsync(Machine, Finding.Needed, default);

        Assert.Equal("--should-exist|a|--should-exist|b c|--should-not-exist|d|", File.ReadAllText(_top + "/argv"));
    }

    // Fedora CoreOS, kargs stage: what a first boot alone was given is on its command line and in no entry of the boot loader.
    [Theory]
    [InlineData("a b c root=x")]
    [InlineData("a b c d")]
    [InlineData("")]
    public async Task The_helper_is_called_whatever_this_boot_was_given(string commandLine) =>
        Assert.True((await Plan(Config, commandLine)[0].InspectAsync(Machine, default)).IsNeeded);

    [Fact]
    public async Task A_helper_that_fails_or_is_missing_is_a_failure_with_its_code()
    {
        var step = Plan(Config, "")[0];
        Assert.Equal(KargsFailures.HelperMissing, (await Assert.ThrowsAsync<FailureException>(() => step.ApplyAsync(Machine, Finding.Needed, default).AsTask())).Failure.Code);

        Helper("echo 'no boot loader' >&2; exit 1");
        var failure = (await Assert.ThrowsAsync<FailureException>(() => step.ApplyAsync(Machine, Finding.Needed, default).AsTask())).Failure;
        Assert.Equal(KargsFailures.HelperFailed, failure.Code);
        Assert.Contains("no boot loader", failure.Cause);
    }
}
