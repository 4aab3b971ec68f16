using System.Net;
using System.Net.Sockets;
using Ignition.Agent.Cli;
using Ignition.Stages.Tests.Files;
using Xunit;

namespace Ignition.Agent.Tests.Cli;

public sealed class ApplyTests : IDisposable
{
    private static readonly Dictionary<string, string> Container = new() { ["container"] = "podman" };
    private readonly FilesScene _scene = new();

    public ApplyTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private (int Code, string Said) Apply(string config, Dictionary<string, string> environment, params string[] flags) =>
        Applied(config, environment, "\"3.4.0\"", flags);

    private (int Code, string Said) Applied(string config, Dictionary<string, string> environment, string version, params string[] flags)
    {
        _scene.Write("/config.ign", $"{{\"ignition\":{{\"version\":{version}}}," + config + "}");
        var said = new StringWriter();
        return (ApplyCommand.Run(["--root", _scene.Root, _scene.Host("/config.ign"), .. flags], said, environment, _ => false), said.ToString());
    }

    [Fact]
    public void Files_and_units_are_applied_and_again_without_harm_but_no_report_is_written()
    {
        const string Config = """
            "storage":{"files":[{"path":"/f","contents":{"source":"data:,x"}}]},"systemd":{"units":[{"name":"a.service","contents":"[Service]\n"}]}
            """;

        Assert.Equal(0, Apply(Config, Container).Code);
        Assert.Equal(0, Apply(Config, Container, flags: "--offline").Code);

        Assert.Equal("x", _scene.Read("/f"));
        Assert.Equal("[Service]\n", _scene.Read("/etc/systemd/system/a.service"));
        Assert.False(_scene.Exists("/etc/.ignition-result.json"));
    }

    [Fact]
    public void B13_instances_are_enabled_and_disabled_where_no_systemd_runs()
    {
        _scene.Write("/usr/lib/systemd/system/a@.service", "[Install]\nWantedBy=a.target\n");
        Assert.Equal(0, Apply("""
            "systemd":{"units":[{"name":"a@b.service","enabled":true},{"name":"a@c.service","enabled":false}]}
            """, Container).Code);
        Assert.Equal("enable a@.service b\ndisable a@c.service\n", _scene.Read("/etc/systemd/system-preset/20-ignition.preset"));
    }

    [Fact]
    public void Outside_a_container_it_refuses()
    {
        var (code, said) = Apply("\"storage\":{\"files\":[{\"path\":\"/f\"}]}", []);

        Assert.Equal(1, code);
        Assert.Contains("no container", said);
        Assert.False(_scene.Exists("/f"));
    }

    [Fact]
    public void What_only_a_boot_can_do_is_refused_unless_it_may_be_left_out()
    {
        const string Config = """
            "passwd":{"users":[{"name":"core"}]},"storage":{"files":[{"path":"/f"}]}
            """;

        Assert.Equal(1, Apply(Config, Container).Code);
        Assert.False(_scene.Exists("/f"));

        Assert.Equal(0, Apply(Config, Container, flags: "--ignore-unsupported").Code);
        Assert.True(_scene.Exists("/f"));
        Assert.DoesNotContain("core", _scene.Read("/etc/passwd"));
    }

    [Fact]
    public void Offline_a_remote_source_is_refused() =>
        Assert.Equal(1, Apply("\"storage\":{\"files\":[{\"path\":\"/f\",\"contents\":{\"source\":\"http://127.0.0.1:1/x\"}}]}", Container, flags: "--offline").Code);

    [Fact]
    public void B12_limits_of_a_config_without_children_are_in_force()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (code, said) = Applied(
            $"\"storage\":{{\"files\":[{{\"path\":\"/f\",\"contents\":{{\"source\":\"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/x\"}}}}]}}", Container,
            version: "\"3.4.0\",\"timeouts\":{\"httpTotal\":1}");

        Assert.Equal(1, code);
        Assert.Contains("IGN-FETCH", said, StringComparison.Ordinal);
        Assert.False(_scene.Exists("/f"));
    }

    [Fact]
    public void B14_what_merging_made_invalid_is_refused()
    {
        // A link may lack its target in 3.0.0, and not in what the configs merge to.
        var child = Convert.ToBase64String("{\"ignition\":{\"version\":\"3.0.0\"},\"storage\":{\"links\":[{\"path\":\"/l\"}]}}"u8);
        var (code, said) = Applied(
            "\"storage\":{\"files\":[{\"path\":\"/f\"}]}", Container,
            version: $"\"3.4.0\",\"config\":{{\"merge\":[{{\"source\":\"data:;base64,{child}\"}}]}}");

        Assert.Equal(1, code);
        Assert.Contains("IGN-CONFIG-INVALID", said, StringComparison.Ordinal);
        Assert.False(_scene.Exists("/f"));
    }

    [Theory]
    [InlineData(2, "--nonsense")]
    [InlineData(1)]
    public void Bad_arguments_have_upstreams_exit_codes(int code, params string[] args) =>
        Assert.Equal(code, ApplyCommand.Run(args, TextWriter.Null, Container, _ => false));
}
