using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Http;

/// <summary>Trusts the authorities of a config besides the system's.</summary>
internal sealed class ExtraAuthorities
{
    private readonly X509Certificate2Collection _authorities = [];

    /// <summary>Reads PEM bundles. Text around the blocks, blank lines and a byte order mark are allowed.</summary>
    /// <exception cref="FailureException">A bundle holds no certificate, or one that cannot be read.</exception>
    public ExtraAuthorities(IReadOnlyList<ReadOnlyMemory<byte>> bundles)
    {
        foreach (var bundle in bundles) Add(bundle.Span);
    }

    /// <summary>How many certificates are trusted.</summary>
    public int Count => _authorities.Count;

    /// <summary>Whether a certificate that the system does not trust leads to one of the authorities.</summary>
    public bool Validate(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null) return false;
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());

        // One after the other: two authorities may have one name and different keys.
        foreach (var authority in _authorities)
        {
            if (LeadsTo(authority, leaf, presented)) return true;
        }

        return false;
    }

    private static bool LeadsTo(X509Certificate2 authority, X509Certificate2 leaf, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // An authority may be an intermediate: the chain then ends early, and is good when it leads through ours.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.Add(authority);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (presented is not null)
        {
            foreach (var certificate in presented.ChainPolicy.ExtraStore) chain.ChainPolicy.ExtraStore.Add(certificate);
            foreach (var element in presented.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        if (!chain.Build(leaf)) return false;
        foreach (var element in chain.ChainElements)
        {
            if (element.Certificate.RawDataMemory.Span.SequenceEqual(authority.RawDataMemory.Span)) return true;
        }

        return false;
    }

    private void Add(ReadOnlySpan<byte> bundle)
    {
        var text = Encoding.UTF8.GetString(bundle).AsSpan().TrimStart('\ufeff');
        var found = 0;
        while (PemEncoding.TryFind(text, out var block))
        {
            if (text[block.Label] is not "CERTIFICATE") throw Unreadable($"it holds a {text[block.Label]}, not only certificates");
            try
            {
                _authorities.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text[block.Base64Data].ToString())));
            }
            catch (CryptographicException problem)
            {
                throw Unreadable($"certificate {found + 1} is broken: {problem.Message}");
            }

            found++;
            text = text[block.Location.End..];
        }

        if (found == 0) throw Unreadable("it holds no certificate");
        if (text.Contains("-----BEGIN", StringComparison.Ordinal)) throw Unreadable($"what follows certificate {found} is broken");
    }

    private static FailureException Unreadable(string why) =>
        new(FetchFailures.Authorities, $"a bundle of ignition.security.tls.certificateAuthorities cannot be read: {why}");
}
