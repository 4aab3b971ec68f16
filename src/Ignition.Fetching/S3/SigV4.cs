using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ignition.Fetching.S3;

/// <summary>Signs requests without a body for S3 (AWS Signature Version 4).</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html</remarks>
internal static class SigV4
{
    private const string EmptyBody = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Adds the signature headers.</summary>
    public static void Sign(HttpRequestMessage request, S3Credentials credentials, string region, DateTimeOffset now)
    {
        foreach (var (name, value) in Headers(request.Method.Method, request.RequestUri!, credentials, region, now))
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The headers that a request needs.</summary>
    /// <param name="method">Method.</param>
    /// <param name="url">URL, its path and query escaped as they are sent.</param>
    /// <param name="credentials">Credentials.</param>
    /// <param name="region">Region.</param>
    /// <param name="now">Time of signing.</param>
    /// <param name="also">Further headers to sign, names in lower case.</param>
    internal static List<(string Name, string Value)> Headers(
        string method, Uri url, S3Credentials credentials, string region, DateTimeOffset now, IEnumerable<(string Name, string Value)>? also = null)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time[..8]}/{region}/s3/aws4_request";
        var headers = new List<(string Name, string Value)> { ("x-amz-content-sha256", EmptyBody), ("x-amz-date", time) };
        if (credentials.SessionToken is { } token) headers.Add(("x-amz-security-token", token.Reveal()));
        var signed = new SortedList<string, string>(StringComparer.Ordinal) { ["host"] = url.Authority };
        foreach (var (name, value) in headers) signed[name] = value;
        foreach (var (name, value) in also ?? []) signed[name] = value;
        var names = string.Join(';', signed.Keys);
        var canonical = $"{method}\n{url.AbsolutePath}\n{Query(url)}\n";
        foreach (var (name, value) in signed) canonical += $"{name}:{value}\n";
        canonical += $"\n{names}\n{EmptyBody}";
        var toSign = $"AWS4-HMAC-SHA256\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey.Reveal());
        foreach (var part in scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        headers.Add(("Authorization", $"AWS4-HMAC-SHA256 Credential={credentials.KeyId}/{scope}, SignedHeaders={names}, Signature={signature}"));
        return headers;
    }

    private static string Query(Uri url)
    {
        var query = url.Query.TrimStart('?');
        if (query.Length == 0) return "";
        var pairs = query.Split('&');
        Array.Sort(pairs, StringComparer.Ordinal);
        return string.Join('&', Array.ConvertAll(pairs, pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "="));
    }
}
