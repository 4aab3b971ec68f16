using System.Text;
using Ignition.Fetching.Metadata;
using Ignition.Fetching.Settings;
using Ignition.Platforms.Registry;
using Serilog.Core;
using Xunit;

namespace Ignition.Platforms.Tests.Packet;

public sealed class PacketTests
{
    [Fact]
    public async Task Packet_gives_user_data_and_takes_reports()
    {
        var authority = new TestAuthority();
        var asked = new List<TestRequest>();
        await using var cloud = new TestServer(
            request =>
            {
                lock (asked) asked.Add(request);
                var (status, body) = (request.Method, request.Path) switch
                {
                    ("GET", "/userdata") when request["Accept"] == "*/*" => (200, "{}"),
                    ("GET", "/metadata") => (200, """{"phone_home_url":"https://metadata.packet.net/x/phone-home"}"""),
                    ("POST", "/x/events") => (503, ""),
                    _ => (406, ""),
                };
                return request.AnswerAsync(status, body);
            },
            authority.Server("metadata.packet.net"));
        var platform = PlatformRegistry.Find("packet")!;
        var context = new PlatformContext(new Dictionary<string, string>(), "", false, TimeSpan.FromSeconds(10), Logger.None, TimeProvider.System)
        {
            Dialer = new PortDialer((443, cloud.Port)),
            Settings = FetchSettings.Default with { CertificateAuthorities = [authority.Pem] },
        };
        Assert.Equal("{}"u8.ToArray(), (await platform.FetchAsync(context, CancellationToken.None)).Bytes);
        await platform.ReportAsync(context, "files", null, CancellationToken.None);
        await platform.ReportAsync(context, "disks", "no <disk>", CancellationToken.None);
        var posts = asked.Where(request => request.Method == "POST").ToArray();
        Assert.Equal("""{"state":"running","message":"[files] Ignition status: finished successfully"}""", Encoding.UTF8.GetString(posts[0].Body));
        Assert.Contains("failed", Encoding.UTF8.GetString(posts[1].Body), StringComparison.Ordinal);
        Assert.Equal("application/json", posts[0]["Content-Type"]);
    }
}
