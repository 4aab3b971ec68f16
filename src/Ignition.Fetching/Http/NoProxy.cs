using System.Globalization;
using System.Net;

namespace Ignition.Fetching.Http;

/// <summary>The <c>noProxy</c> list: hosts reached directly.</summary>
/// <remarks><c>*</c>; an address or a CIDR; <c>foo.com</c> with its sub-domains; <c>.foo.com</c> and <c>*.foo.com</c> for sub-domains alone;
/// each but the CIDR with an optional port. Malformed entries cover nothing.</remarks>
internal sealed class NoProxy(IReadOnlyList<string> entries)
{
    /// <summary>True when the host of a URL is reached directly.</summary>
    public bool Covers(Uri url)
    {
        var host = url.IdnHost.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
        var address = IPAddress.TryParse(host, out var literal) ? literal : null;
        if (host == "localhost" || (address is not null && IPAddress.IsLoopback(address))) return true;
        foreach (var entry in entries)
        {
            if (Covers(entry.Trim().ToLowerInvariant(), host, address, url.Port)) return true;
        }

        return false;
    }

    private static bool Covers(string entry, string host, IPAddress? address, int port)
    {
        if (entry.Length == 0) return false;
        if (entry == "*") return true;
        if (entry.Contains('/', StringComparison.Ordinal))
        {
            return address is not null && IPNetwork.TryParse(entry, out var network) && network.Contains(address);
        }

        if (IPAddress.TryParse(entry.Trim('[', ']'), out var plain)) return plain.Equals(address);
        var colon = entry.LastIndexOf(':');
        if (colon >= 0)
        {
            if (!int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var only) || only != port) return false;
            entry = entry[..colon];
            if (IPAddress.TryParse(entry.Trim('[', ']'), out plain)) return plain.Equals(address);
        }

        if (address is not null) return false;
        if (entry.StartsWith("*.", StringComparison.Ordinal)) entry = entry[1..];
        if (entry.StartsWith('.')) return host.EndsWith(entry, StringComparison.Ordinal);
        return host == entry || (host.Length > entry.Length && host.EndsWith(entry, StringComparison.Ordinal) && host[^(entry.Length + 1)] == '.');
    }
}
