using Ignition.Agent.Boot;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

public sealed class StateFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ignition-state-");

    private string FilePath => Path.Combine(_directory.FullName, "run", "state");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_missing_state_is_an_empty_one() => Assert.Null(StateFile.Read(FilePath).FetchedConfigs);

    [Fact]
    public void An_empty_state_is_written_as_upstream_writes_it()
    {
        StateFile.Write(FilePath, new EngineState());
        Assert.Equal(
            "{\"fetchedConfigs\":null,\"luksPersistKeyFiles\":null,\"notatedDirectories\":null,\"providerOutputFiles\":null,\"luksPersistVolumeKeyFiles\":null}\n",
            File.ReadAllText(FilePath));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var state = new EngineState
        {
            FetchedConfigs = [new FetchedConfig("user", "qemu", false), new FetchedConfig("user", "http://h/x", true)],
            LuksPersistKeyFiles = new Dictionary<string, string>(StringComparer.Ordinal) { ["data"] = "data:;base64,AA==" },
            NotatedDirectories = ["/var/home"],
            ProviderOutputFiles = [new ProviderFile("/var/lib/x", 0x180, [1, 2, 3])],
        };
        StateFile.Write(FilePath, state);
        var read = StateFile.Read(FilePath);
        Assert.Equal(state.FetchedConfigs, read.FetchedConfigs);
        Assert.Equal(state.LuksPersistKeyFiles, read.LuksPersistKeyFiles);
        Assert.Equal(state.NotatedDirectories, read.NotatedDirectories);
        Assert.Equal([1, 2, 3], Assert.Single(read.ProviderOutputFiles!).Contents);
    }

    [Fact]
    public void B8_the_state_is_private_and_leaves_no_temporary_file()
    {
        StateFile.Write(FilePath, new EngineState());
        StateFile.Write(FilePath, new EngineState());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(FilePath)!));
        Assert.Equal([FilePath], Directory.GetFiles(Path.GetDirectoryName(FilePath)!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"fetchedConfigs\":1}")]
    [InlineData("{\"fetchedConfigs\":[{}]}")]
    [InlineData("{\"providerOutputFiles\":[{\"path\":\"/x\"}]}")]
    public void A_broken_state_is_a_failure_that_names_the_file(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, text);
        var failure = Assert.Throws<FailureException>(() => StateFile.Read(FilePath)).Failure;
        Assert.Equal(EngineFailures.StateUnreadable, failure.Code);
        Assert.Contains(FilePath, failure.Cause, StringComparison.Ordinal);
    }
}
