using Ignition.Fetching.Http;
using Ignition.Fetching.Settings;
using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Fetching.Tests.Http;

public sealed class TlsTests
{
    private readonly TestAuthority _authority = new();

    private static FetchSettings Trusting(params byte[][] bundles) => FetchSettings.Default with
    {
        Total = TimeSpan.FromSeconds(2),
        CertificateAuthorities = [.. bundles.Select(bundle => (ReadOnlyMemory<byte>)bundle)],
    };

    private static TestServer Serve(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate) =>
        new(request => request.AnswerAsync(200, "secure"), certificate);

    [Fact]
    public async Task A_private_authority_is_trusted_when_the_config_names_it()
    {
        await using var server = Serve(_authority.Server("localhost"));
        using var fetched = new Fetched { Settings = Trusting(new TestAuthority().Pem, _authority.Pem) };
        Assert.Equal("secure", await fetched.Text(server.Url));
    }

    [Fact]
    public async Task B22_an_authority_that_is_named_no_longer_is_not_trusted()
    {
        await using var server = Serve(_authority.Server("localhost"));
        using var fetched = new Fetched { Settings = Trusting(_authority.Pem) };
        Assert.Equal("secure", await fetched.Text(server.Url));
        await using var later = fetched.Contents.With(Trusting());
        var failed = await Assert.ThrowsAsync<FailureException>(async () =>
            await later.GetAsync(new() { Source = new(server.Url) }, "$.x", CancellationToken.None));
        Assert.Contains("certificate", failed.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_unknown_authority_is_a_failure_that_says_so()
    {
        await using var server = Serve(_authority.Server("localhost"));
        using var fetched = new Fetched { Settings = Trusting(new TestAuthority().Pem) };
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        Assert.Contains("signed by \"CN=Test authority\", which leads to no authority that is trusted here", failure.Cause, StringComparison.Ordinal);
        Assert.Contains("until 2 s have passed", fetched.Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_the_system_does_not_know_is_a_failure_that_says_so()
    {
        await using var server = Serve(_authority.Server("localhost"));
        using var fetched = new Fetched { Settings = Trusting() };
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        Assert.Contains("trusted here", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_name_is_a_failure()
    {
        await using var server = Serve(_authority.Server("other.example"));
        using var fetched = new Fetched { Settings = Trusting(_authority.Pem) };
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        Assert.Contains("is for other.example, not for localhost", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_a_failure()
    {
        await using var server = Serve(_authority.Expired("localhost"));
        using var fetched = new Fetched { Settings = Trusting(_authority.Pem) };
        var before = DateTime.UtcNow;
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        // Two days, should it be midnight in between.
        var said = new[] { before, DateTime.UtcNow }.Select(time => "and this machine's clock says " + time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(said, failure.Cause.Contains);
    }

    [Theory]
    [InlineData("localhost", "")]
    [InlineData("localhost", "email")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("127.0.0.1", "")]
    [InlineData("127.0.0.1", "localhost")]
    public async Task A_common_name_is_no_name_of_a_server(string name, string alternative)
    {
        await using var server = Serve(_authority.Named(name, alternative));
        using var fetched = new Fetched { Settings = Trusting(_authority.Pem) };
        var failure = await fetched.Fails($"https://{name}:{server.Port}/");
        Assert.Equal("IGN-FETCH-TLS", failure.Code.Code);
        Assert.Contains("subject alternative name", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task An_alternative_name_is_one(string name)
    {
        await using var server = Serve(_authority.Named("somebody else", name));
        using var fetched = new Fetched { Settings = Trusting(_authority.Pem) };
        Assert.Equal("secure", await fetched.Text($"https://{name}:{server.Port}/"));
    }

    [Theory]
    [InlineData("", "\n\n")]
    [InlineData("\ufeff", "")]
    [InlineData("# a comment\n", "\n# another\n")]
    public void Text_around_certificates_is_allowed(string before, string after)
    {
        var pem = System.Text.Encoding.ASCII.GetString(_authority.Pem);
        var bundle = System.Text.Encoding.UTF8.GetBytes($"{before}{pem}\n\n{pem}{after}");
        Assert.Equal(2, new ExtraAuthorities([bundle]).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void Bundles_that_cannot_be_read_are_refused(string bundle)
    {
        var failed = Assert.Throws<FailureException>(() => new ExtraAuthorities([System.Text.Encoding.UTF8.GetBytes(bundle)]));
        Assert.Equal("IGN-FETCH-AUTHORITIES", failed.Failure.Code.Code);
    }
}
