using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ignition.Tests;

/// <summary>An authority made for one test, and certificates it signs.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _authority = Make("CN=Test authority", null, ca: true, [], DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(100));

    public byte[] Pem => System.Text.Encoding.ASCII.GetBytes(_authority.ExportCertificatePem());

    public X509Certificate2 Server(params string[] names) => Make("CN=server", _authority, ca: false, names, DateTimeOffset.UtcNow.AddDays(-5), DateTimeOffset.UtcNow.AddDays(5));

    /// <summary>A server's certificate with a common name, and one alternative name: an address, a host, <c>email</c> for one that is neither, or empty for no such extension.</summary>
    public X509Certificate2 Named(string common, string alternative) => Make(
        "CN=" + common, _authority, ca: false, alternative.Length == 0 ? null : [alternative], DateTimeOffset.UtcNow.AddDays(-5), DateTimeOffset.UtcNow.AddDays(5));

    public X509Certificate2 Expired(params string[] names) => Make("CN=server", _authority, ca: false, names, DateTimeOffset.UtcNow.AddDays(-5), DateTimeOffset.UtcNow.AddDays(-1));

    /// <summary>Writes a server's certificate and key as <c>crt</c> and <c>key</c>.</summary>
    public void Write(string directory, params string[] names)
    {
        var certificate = Server(names);
        File.WriteAllText(directory + "/crt", certificate.ExportCertificatePem());
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(directory + "/key", key.ExportPkcs8PrivateKeyPem());
    }

    private static X509Certificate2 Make(string subject, X509Certificate2? issuer, bool ca, string[]? names, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(ca, false, 0, true));
        if (!ca)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
            var alternative = new SubjectAlternativeNameBuilder();
            foreach (var name in names ?? [])
            {
                if (name == "email") alternative.AddEmailAddress("root@localhost");
                else if (IPAddress.TryParse(name, out var address)) alternative.AddIpAddress(address);
                else alternative.AddDnsName(name);
            }

            if (names is not null) request.CertificateExtensions.Add(alternative.Build());
        }

        if (issuer is null) return request.CreateSelfSigned(from, to);
        using var made = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        using var whole = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
