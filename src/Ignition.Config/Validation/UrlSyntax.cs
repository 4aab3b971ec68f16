using System.Buffers;
using System.Text;

namespace Ignition.Config.Validation;

/// <summary>A URL taken apart by the rules of Go's net/url, which decide what the reference implementation accepts.</summary>
internal readonly ref struct UrlSyntax
{
    private static readonly SearchValues<char> s_notInHost = SearchValues.Create(" \\`|^{}");
    private static readonly SearchValues<char> s_inUserInfo =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:~!$&'()*+,;=%@");

    private UrlSyntax(string scheme, ReadOnlySpan<char> opaque, ReadOnlySpan<char> query)
    {
        Scheme = scheme;
        Opaque = opaque;
        Query = query;
    }

    /// <summary>The scheme in lower case; empty when there is none.</summary>
    public string Scheme { get; }

    /// <summary>What follows the scheme when that does not begin with a slash.</summary>
    public ReadOnlySpan<char> Opaque { get; }

    /// <summary>What follows the question mark.</summary>
    public ReadOnlySpan<char> Query { get; }

    /// <summary>Takes a URL apart.</summary>
    /// <returns>False when it is not one.</returns>
    public static bool TryParse(string text, out UrlSyntax url)
    {
        url = default;
        var rest = text.AsSpan();
        var hash = rest.IndexOf('#');
        if (hash >= 0)
        {
            if (!EscapesAreWellFormed(rest[(hash + 1)..])) return false;
            rest = rest[..hash];
        }
        if (rest.IndexOfAnyInRange('\0', '\x1f') >= 0 || rest.Contains('\x7f')) return false;
        if (!TrySplitScheme(ref rest, out var scheme)) return false;
        ReadOnlySpan<char> query = default;
        var question = rest.IndexOf('?');
        if (question >= 0)
        {
            query = rest[(question + 1)..];
            rest = rest[..question];
        }
        if (!rest.StartsWith("/"))
        {
            if (scheme.Length > 0)
            {
                url = new UrlSyntax(scheme, rest, query);
                return true;
            }
            var slash = rest.IndexOf('/');
            if ((slash < 0 ? rest : rest[..slash]).Contains(':')) return false;
        }
        if (rest.StartsWith("//") && (scheme.Length > 0 || !rest.StartsWith("///")))
        {
            var end = rest[2..].IndexOf('/');
            var authority = end < 0 ? rest[2..] : rest[2..(end + 2)];
            rest = end < 0 ? default : rest[(end + 2)..];
            if (!IsAuthority(authority)) return false;
        }
        if (!EscapesAreWellFormed(rest)) return false;
        url = new UrlSyntax(scheme, default, query);
        return true;
    }

    /// <summary>The first value of a query parameter, decoded, or null when there is no such parameter.</summary>
    public string? Parameter(string name)
    {
        foreach (var range in Query.Split('&'))
        {
            var pair = Query[range];
            if (pair.Length == 0 || pair.Contains(';')) continue;
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? default : pair[(equals + 1)..];
            if (!EscapesAreWellFormed(key) || !EscapesAreWellFormed(value)) continue;
            if (Unescape(key) == name) return Unescape(value);
        }
        return null;
    }

    private static bool TrySplitScheme(ref ReadOnlySpan<char> rest, out string scheme)
    {
        scheme = "";
        for (var i = 0; i < rest.Length; i++)
        {
            var c = rest[i];
            if (char.IsAsciiLetter(c)) continue;
            if (char.IsAsciiDigit(c) || c is '+' or '-' or '.')
            {
                if (i == 0) return true;
                continue;
            }
            if (c != ':') return true;
            if (i == 0) return false;
            scheme = rest[..i].ToString().ToLowerInvariant();
            rest = rest[(i + 1)..];
            return true;
        }
        return true;
    }

    private static bool IsAuthority(ReadOnlySpan<char> authority)
    {
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = authority[..at];
            if (user.ContainsAnyExcept(s_inUserInfo) || !EscapesAreWellFormed(user)) return false;
        }
        return IsHost(authority[(at + 1)..]);
    }

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.StartsWith("["))
        {
            var end = host.LastIndexOf(']');
            if (end < 0 || !IsPort(host[(end + 1)..])) return false;
            var zone = host[..end].IndexOf("%25");
            return zone < 0
                ? IsHostText(host, zone: false)
                : IsHostText(host[..zone], zone: false) && IsHostText(host[zone..end], zone: true);
        }
        if (host.Contains('[')) return false;
        var colon = host.LastIndexOf(':');
        return (colon < 0 || IsPort(host[colon..])) && IsHostText(host, zone: false);
    }

    private static bool IsPort(ReadOnlySpan<char> text) =>
        text.Length == 0 || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));

    private static bool IsHostText(ReadOnlySpan<char> text, bool zone)
    {
        if (text.ContainsAny(s_notInHost) || !EscapesAreWellFormed(text)) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%') continue;
            var escaped = (char)((char.IsAsciiDigit(text[i + 1]) ? text[i + 1] - '0' : (text[i + 1] | 0x20) - 'a' + 10) * 16
                + (char.IsAsciiDigit(text[i + 2]) ? text[i + 2] - '0' : (text[i + 2] | 0x20) - 'a' + 10));
            var allowed = escaped >= 0x80 || escaped == '%' || (zone && (escaped == ' ' || IsHostCharacter(escaped)));
            if (!allowed) return false;
        }
        return true;
    }

    private static bool IsHostCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "-_.~!$&'()*+,;=:[]<>\"".Contains(c, StringComparison.Ordinal);

    private static bool EscapesAreWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('%') is var at and >= 0)
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])) return false;
            text = text[(at + 3)..];
        }
        return true;
    }

    private static string Unescape(ReadOnlySpan<char> text) => Encoding.UTF8.GetString(System.Net.WebUtility.UrlDecodeToBytes(
        Encoding.UTF8.GetBytes(text.ToString()), 0, Encoding.UTF8.GetByteCount(text))!);
}
