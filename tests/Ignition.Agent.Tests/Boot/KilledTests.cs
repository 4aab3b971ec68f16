using System.Text;
using Ignition.Linux.Processes;
using Ignition.Provisioning.Failures;
using Ignition.Stages.Tests.Files;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

/// <summary>The stage as a process of its own, killed; and disks that are full or read-only.</summary>
public sealed class KilledTests : IDisposable
{
    private const int Files = 60;
    private readonly FilesScene _scene = new();

    public KilledTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private static string Contents(int number) => new((char)('a' + (number % 26)), 4000 + number);

    private static string Config()
    {
        var files = new StringBuilder();
        for (var i = 0; i < Files; i++)
            files.Append($"{{\"path\":\"/opt/many/f{i}\",\"contents\":{{\"source\":\"data:,{Contents(i)}\"}},\"mode\":416,\"user\":{{\"name\":\"core\"}}}},");
        return "\"passwd\":{\"users\":[{\"name\":\"core\",\"passwordHash\":\"$6$x\"},{\"name\":\"other\"}],\"groups\":[{\"name\":\"team\",\"gid\":4000}]},"
            + "\"storage\":{\"files\":[" + files
            + "{\"path\":\"/appended\",\"append\":[{\"source\":\"data:,end%0A\"}]},"
            + "{\"path\":\"/replaced\",\"overwrite\":true,\"contents\":{\"source\":\"data:,new\"}}],"
            + "\"directories\":[{\"path\":\"/emptied\",\"overwrite\":true}],\"links\":[{\"path\":\"/l\",\"target\":\"/opt\"}]},"
            + "\"systemd\":{\"units\":[{\"name\":\"u.service\",\"enabled\":true,\"contents\":\"[Install]\\nWantedBy=a.target\\n\"}]}";
    }

    private Command Stage()
    {
        var agent = Path.Combine(AppContext.BaseDirectory, "ignition.dll");
        Assert.SkipUnless(File.Exists(agent), "the agent is not beside its tests");
        _scene.Write("/run/cache.json", "{\"ignition\":{\"version\":\"3.6.0\"}," + Config() + "}");
        return new Command("dotnet").WithArguments(
            "exec", agent, "-stage", "files", "-platform", "file", "-root", _scene.Root, "-log-to-stdout",
            "-config-cache", _scene.Host("/run/cache.json"), "-state-file", _scene.Host("/run/state"), "-neednet", _scene.Host("/run/neednet"))
            .WithGrace(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_stage_that_is_killed_again_and_again_leaves_nothing_half_written_and_is_finished_by_the_next_run()
    {
        _scene.Write("/appended", "start\n").Write("/replaced/deep/old", "x").Write("/emptied/old/er", "x").Write("/etc/machine-id", new string('a', 32) + "\n");
        var stage = Stage();

        for (var milliseconds = 120; milliseconds < 600; milliseconds += 40)
        {
            try
            {
                stage.WithTimeout(TimeSpan.FromMilliseconds(milliseconds)).Run();
            }
            catch (CommandTimeoutException)
            {
                // Wherever it was, the machine has to be right so far.
            }
            for (var i = 0; i < Files; i++)
                if (_scene.Exists($"/opt/many/f{i}")) Assert.Equal(Contents(i), _scene.Read($"/opt/many/f{i}"));
            if (_scene.Exists("/etc/systemd/system/u.service")) Assert.EndsWith("a.target\n", _scene.Read("/etc/systemd/system/u.service"));
            Assert.Contains(_scene.Read("/appended"), new[] { "start\n", "start\nend\n" });
        }
        stage.Run().EnsureSuccess();

        for (var i = 0; i < Files; i++) Assert.Equal(Contents(i), _scene.Read($"/opt/many/f{i}"));
        Assert.Equal("start\nend\n", _scene.Read("/appended"));
        Assert.Equal("new", _scene.Read("/replaced"));
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Host("/emptied")));
        Assert.True(_scene.Exists("/etc/systemd/system/a.target.wants/u.service"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_scene.Root, ".ignition-part-*", SearchOption.AllDirectories));
        Assert.False(_scene.Exists("/etc/.ignition-unfinished"));
        Assert.Contains("core:$6$x:", _scene.Read("/etc/shadow"));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_full_disk_is_a_failure_at_its_entry_and_the_next_run_finishes()
    {
        Directory.CreateDirectory(_scene.Host("/small"));
        var config = $"\"storage\":{{\"files\":[{{\"path\":\"/small/a\",\"contents\":{{\"source\":\"data:,ok\"}}}},{{\"path\":\"/small/big\",\"contents\":{{\"source\":\"data:,{new string('x', 200_000)}\"}}}}]}}";
        new Command("mount").WithArguments("-t", "tmpfs", "-o", "size=64k", "x", _scene.Host("/small")).Run().EnsureSuccess();
        try
        {
            var failure = await _scene.FailAsync(config);

            Assert.Equal((FilesFailures.NoSpace, "$.storage.files.1"), (failure.Code, failure.ConfigPath));
            Assert.Equal(["a"], Directory.GetFileSystemEntries(_scene.Host("/small")).Select(Path.GetFileName));

            new Command("mount").WithArguments("-o", "remount,size=1m", _scene.Host("/small")).Run().EnsureSuccess();
            await _scene.RunTwiceAsync(config);
            Assert.Equal(200_000, _scene.Read("/small/big").Length);
        }
        finally
        {
            new Command("umount").WithArguments("-l", _scene.Host("/small")).Run().EnsureSuccess();
        }
    }

    [Fact]
    public async Task A_read_only_root_is_a_failure_with_its_code()
    {
        new Command("mount").WithArguments("--bind", "-o", "ro", _scene.Root, _scene.Root).Run().EnsureSuccess();
        try
        {
            var failure = await _scene.FailAsync("\"storage\":{\"files\":[{\"path\":\"/f\",\"contents\":{\"source\":\"data:,x\"}}]}");

            Assert.Equal(FilesFailures.ReadOnly, failure.Code);
            Assert.StartsWith("$.storage.files", failure.ConfigPath);
        }
        finally
        {
            new Command("umount").WithArguments("-l", _scene.Root).Run().EnsureSuccess();
        }
    }
}
