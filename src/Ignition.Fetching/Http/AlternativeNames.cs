using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ignition.Fetching.Http;

/// <summary>The subject alternative names of a certificate. Without one for the kind of host, OpenSSL takes the common name, which names nobody (RFC 9525, 2).</summary>
internal static class AlternativeNames
{
    private const string Extension = "2.5.29.17";

    /// <summary>True when the certificate has names of the kind by which the host was asked for: addresses for an address, else DNS names. Whether one of them is
    /// the host, the TLS library says.</summary>
    public static bool Cover(string? host, X509Certificate? certificate)
    {
        if (certificate is null || string.IsNullOrEmpty(host)) return false;
        using var whole = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var isAddress = IPAddress.TryParse(host.Trim('[', ']'), out var address);
        foreach (var extension in whole.Extensions)
        {
            if (extension.Oid?.Value != Extension) continue;
            try
            {
                var names = new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical);
                return isAddress ? names.EnumerateIPAddresses().Contains(address!) : names.EnumerateDnsNames().Any();
            }
            catch (CryptographicException)
            {
                // What cannot be read names nobody.
                return false;
            }
        }

        return false;
    }
}
