using Ignition.Linux.Processes;
using Ignition.Stages.Tests.Files;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

/// <summary>The mark of a file that was appended to is for the superuser alone; where none can be kept the end of the file tells.</summary>
public sealed class MarkTests : IDisposable
{
    private readonly FilesScene _scene = new();

    public MarkTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_appended_is_not_appended_twice_and_no_user_can_read_what_it_was(bool canTrust)
    {
        var agent = Path.Combine(AppContext.BaseDirectory, "ignition.dll");
        Assert.SkipUnless(File.Exists(agent) && ProgramPath.Find("setpriv") is not null, "needs setpriv, and the agent beside its tests");
        _scene.Write("/f", "start\n").Write("/run/cache.json", """
            {"ignition":{"version":"3.6.0"},"storage":{"files":[{"path":"/f","append":[{"source":"data:,end%0A"}]}]}}
            """);
        var stage = new Command("setpriv").WithArguments(
        [
            .. canTrust ? Array.Empty<string>() : ["--bounding-set=-sys_admin", "--inh-caps=-sys_admin"],
            "dotnet", "exec", agent, "-stage", "files", "-platform", "file", "-root", _scene.Root, "-log-to-stdout",
            "-config-cache", _scene.Host("/run/cache.json"), "-state-file", _scene.Host("/run/state"), "-neednet", _scene.Host("/run/neednet"),
        ]);

        for (var i = 0; i < 2; i++) stage.Run().EnsureSuccess();

        Assert.Equal("start\nend\n", _scene.Read("/f"));
        Assert.Equal("", UserAttributes());
    }

    private string UserAttributes() =>
        new Command("python3").WithArguments("-c", "import os, sys; print(*[n for n in os.listxattr(sys.argv[1]) if n.startswith('user.')], end='')", _scene.Host("/f")).Run().EnsureSuccess().Output;
}
