using System.Text;
using System.Text.Json;
using Ignition.Agent.Boot;
using Ignition.Platforms.Tests;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Agent.Tests.Boot;

public sealed class FailureReportTests : MetadataTest
{
    private static readonly Failure Failed = new(FetchFailures.Hash, "https://a/b hashes to something else") { ConfigPath = "$.storage.files.0", Place = new("my.bu", 4, 2) };

    private Task Send(string arguments, bool offline = false, TestServer? server = null) => new FailureReport(
        Context() with { KernelArguments = arguments, Offline = offline, Dialer = server is null ? null : new LoopDialer(server.Port, Dialled) }, "files", Failed).SendAsync(CancellationToken.None);

    private static void Check(string text)
    {
        using var json = JsonDocument.Parse(text);
        Assert.Equal("files", json.RootElement.GetProperty("stage").GetString());
        Assert.Equal("IGN-FETCH-HASH", json.RootElement.GetProperty("code").GetString());
        Assert.Equal("my.bu:4:2", json.RootElement.GetProperty("place").GetString());
    }

    [Fact]
    public async Task It_is_posted_where_the_kernel_argument_says()
    {
        Service = _ => (200, "");
        await using var server = Serve();
        await Send("quiet ignition.report.url=http://collector.example/x", server: server);
        var post = Assert.Single(Requests);
        Assert.Equal("POST", post.Method);
        Check(Encoding.UTF8.GetString(post.Body));
    }

    [Theory]
    [InlineData("ignition.report.port=org.example.0", "/dev/virtio-ports/org.example.0")]
    [InlineData("ignition.report.console=ttyS1", "/dev/ttyS1")]
    public async Task It_is_written_to_a_port_or_console(string argument, string device)
    {
        Put(device, []);
        await Send(argument);
        Check(File.ReadAllText(SystemRoot + device));
    }

    [Theory]
    [InlineData("ignition.report.url=http://collector.example/x", true)]
    [InlineData("ignition.report.url=nonsense", false)]
    [InlineData("ignition.report.port=../../etc/shadow", false)]
    [InlineData("ignition.report.port=absent", false)]
    [InlineData("ignition.report.pigeon=x", false)]
    public async Task What_cannot_be_sent_is_only_logged(string arguments, bool offline)
    {
        await Send(arguments, offline);
        Assert.Contains("ignition.report.", Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_argument_nothing_leaves_the_machine()
    {
        await Send("ignition.platform.id=metal ignition.report.url=");
        Assert.Equal("", Lines.Text);
    }
}
