using Ignition.Config.Model;

namespace Ignition.Fetching.S3;

/// <summary>An object of S3, as an <c>s3:</c> or <c>arn:</c> URL names it.</summary>
internal sealed class S3Object(string bucket, string key, string partition, string? region, string? versionId)
{
    /// <summary>Bucket, or the access point's name and account joined by a dash.</summary>
    public string Bucket { get; } = bucket;

    /// <summary>Key, not escaped.</summary>
    public string Key { get; } = key;

    /// <summary>AWS partition.</summary>
    public string Partition { get; } = partition;

    /// <summary>Region when the URL names it (access points); else null.</summary>
    public string? Region { get; } = region;

    /// <summary>Version; null for the newest.</summary>
    public string? VersionId { get; } = versionId;

    private static readonly (string Partition, string Suffix, string? Region)[] Partitions =
    [
        ("aws", "amazonaws.com", "us-east-1"),
        ("aws-us-gov", "amazonaws.com", "us-gov-west-1"),
        ("aws-cn", "amazonaws.com.cn", "cn-north-1"),
        ("aws-eusc", "amazonaws.eu", null),
        ("aws-iso", "c2s.ic.gov", null),
        ("aws-iso-b", "sc2s.sgov.gov", null),
        ("aws-iso-e", "cloud.adc-e.uk", null),
        ("aws-iso-f", "csp.hci.ic.gov", null),
    ];

    /// <summary>True for an access point.</summary>
    public bool IsAccessPoint => Region is not null;

    /// <summary>Region to ask first for the bucket's own; null where the partition has no such.</summary>
    public string? RegionHint => Entry.Region;

    /// <summary>DNS suffix of the partition.</summary>
    public string Suffix => Entry.Suffix;

    private (string Partition, string Suffix, string? Region) Entry
    {
        get
        {
            foreach (var entry in Partitions)
            {
                if (entry.Partition == Partition) return entry;
            }

            return ("", "amazonaws.com", null);
        }
    }

    /// <summary>Reads a URL.</summary>
    /// <returns>The object; null when the URL names none.</returns>
    public static S3Object? Parse(SourceUrl source)
    {
        var text = source.Reveal();
        var question = text.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0 ? "" : text[(question + 1)..];
        var name = question < 0 ? text : text[..question];
        var version = Version(query);
        return source.Scheme == "s3" ? Bucketed(name["s3://".Length..], version) : Arn(name, version);
    }

    /// <summary>The object's URL in a region.</summary>
    public Uri Url(string region)
    {
        var escaped = Escape(Key);
        var query = VersionId is null ? "" : "?versionId=" + Uri.EscapeDataString(VersionId);
        var host = IsAccessPoint ? $"{Bucket}.s3-accesspoint.dualstack.{region}.{Suffix}"
            : Bucket.Contains('.', StringComparison.Ordinal) ? $"s3.dualstack.{region}.{Suffix}/{Bucket}"
            : $"{Bucket}.s3.dualstack.{region}.{Suffix}";
        return new Uri($"https://{host}/{escaped}{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    /// <summary>A key as it stands in a URL: everything but unreserved characters and slashes escaped.</summary>
    internal static string Escape(string key) => Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal);

    private static S3Object? Bucketed(string rest, string? version)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0) return null;
        var key = Uri.UnescapeDataString(rest[slash..]).TrimStart('/');
        return key.Length == 0 ? null : new S3Object(rest[..slash], key, "aws", null, version);
    }

    private static S3Object? Arn(string text, string? version)
    {
        // arn:partition:s3:region:account:resource
        var fields = text.Split(':', 6);
        if (fields.Length < 6 || fields[2] != "s3") return null;
        var resource = fields[5];
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0) return null;
        if (fields[3].Length == 0) return new S3Object(resource[..slash], resource[(slash + 1)..], fields[1], null, version);
        var parts = resource.Split('/', 4);
        return parts is ["accesspoint", _, "object", _]
            ? new S3Object($"{parts[1]}-{fields[4]}", parts[3], fields[1], fields[3], version)
            : null;
    }

    private static string? Version(string query)
    {
        foreach (var pair in query.Split('&'))
        {
            if (pair.StartsWith("versionId=", StringComparison.Ordinal)) return Uri.UnescapeDataString(pair["versionId=".Length..]);
        }

        return null;
    }
}
