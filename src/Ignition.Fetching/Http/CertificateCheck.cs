using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ignition.Fetching.Http;

/// <summary>Decides on a server's certificate, and says why it refuses one: the framework alone would say that it was refused.</summary>
/// <param name="authorities">Authorities of the config; null when it names none.</param>
/// <param name="clock">The machine's clock, which may not be set yet.</param>
internal sealed class CertificateCheck(ExtraAuthorities? authorities, TimeProvider clock)
{
    private static readonly (string Part, string Meaning)[] Handshakes =
    [
        ("protocol version", "the server speaks neither TLS 1.2 nor TLS 1.3"),
        ("unsupported protocol", "the server speaks neither TLS 1.2 nor TLS 1.3"),
        ("wrong version number", "the server does not speak TLS on this port"),
        ("corrupted frame", "the server does not speak TLS on this port"),
        ("handshake failure", "the server and this machine have no cipher in common"),
        ("unexpected eof", "the server ended the handshake without a word"),
    ];

    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>.</summary>
    /// <exception cref="AuthenticationException">The certificate is refused; the message says why.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = (sender as SslStream)?.TargetHostName;
        if (errors == SslPolicyErrors.None || authorities?.Validate(certificate, chain, errors) == true)
            return AlternativeNames.Cover(host, certificate) ? true : throw new AuthenticationException(NoAlternative(host));
        throw new AuthenticationException(Reason(host, certificate as X509Certificate2, chain, errors));
    }

    /// <summary>What a failed handshake means.</summary>
    /// <param name="message">What the TLS library said.</param>
    public static string Explain(string message)
    {
        foreach (var (part, meaning) in Handshakes)
        {
            if (message.Contains(part, StringComparison.OrdinalIgnoreCase)) return $"{meaning} ({message})";
        }

        return message;
    }

    private string Reason(string? host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return "the server showed no certificate";
        var now = clock.GetUtcNow().UtcDateTime;
        if (!IsValidAt(certificate, now)) return Late("the server's certificate", certificate, now);
        for (var i = 0; i < chain?.ChainElements.Count; i++)
        {
            var above = chain.ChainElements[i].Certificate;
            if (!IsValidAt(above, now)) return Late($"the authority's certificate \"{above.Subject}\"", above, now);
        }

        if (!AlternativeNames.Cover(host, certificate)) return NoAlternative(host);
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"the server's certificate is for {certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, not for {host}"
            : $"the server's certificate is signed by \"{certificate.Issuer}\", which leads to no authority that is trusted here";
    }

    private static string NoAlternative(string? host) =>
        $"the server's certificate has no subject alternative name of the kind of {host}; a common name alone is not enough";

    private static bool IsValidAt(X509Certificate2 certificate, DateTime now) =>
        certificate.NotBefore.ToUniversalTime() <= now && now <= certificate.NotAfter.ToUniversalTime();

    private static string Late(string what, X509Certificate2 certificate, DateTime now) =>
        $"{what} is valid from {Day(certificate.NotBefore.ToUniversalTime())} to {Day(certificate.NotAfter.ToUniversalTime())}, and this machine's clock says {Day(now)}";

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
