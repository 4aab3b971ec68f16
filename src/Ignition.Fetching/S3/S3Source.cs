using System.Collections.Concurrent;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Fetching.S3;

/// <summary>s3 and arn: signed with the instance's role on AWS, else anonymous. Compressed objects are welcome (B21).</summary>
internal sealed class S3Source : IRemoteSource
{
    private readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly HttpCaller _caller;
    private readonly TimeProvider _clock;
    private readonly CloudIdentity<S3Role>? _identity;

    /// <summary>The source.</summary>
    /// <param name="caller">Sends requests.</param>
    /// <param name="cloud">The machine's own cloud.</param>
    /// <param name="log">Journal and console.</param>
    /// <param name="clock">The clock.</param>
    public S3Source(HttpCaller caller, CloudMetadata cloud, ILogger log, TimeProvider clock)
    {
        (_caller, _clock) = (caller, clock);
        if (cloud.Platform == "aws") _identity = new CloudIdentity<S3Role>("the metadata service of the instance (169.254.169.254)", new InstanceRole(cloud).GetAsync, log, clock);
    }

    /// <inheritdoc/>
    public Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        var target = S3Object.Parse(request.Source)
            ?? throw new FailureException(FetchFailures.Url, $"{request.Source} names no object of S3", request.ConfigPath);
        return _identity is null
            ? FetchAsync(request, target, null, receiver, cancel)
            : _identity.FetchAsync(request, (within, role) => FetchAsync(within, target, role, receiver, cancel), cancel);
    }

    private async Task FetchAsync(FetchRequest request, S3Object target, S3Role? role, Receiver receiver, CancellationToken cancel)
    {
        var region = target.Region ?? await RegionAsync(target, role?.Region, request, cancel);
        var credentials = role?.Credentials;
        var call = new HttpCall(target.Url(region), request.Settings)
        {
            ConfigPath = request.ConfigPath,
            FollowRedirects = credentials is null,
            Prepare = credentials is null ? null : message => SigV4.Sign(message, credentials, region, _clock.GetUtcNow()),
        };
        await new HttpSource(_caller).FetchAsync(call, receiver, cancel);
    }

    /// <summary>The bucket's region, which S3 tells anybody in a header of any answer.</summary>
    private async Task<string> RegionAsync(S3Object target, string? instanceRegion, FetchRequest request, CancellationToken cancel)
    {
        if (_regions.TryGetValue(target.Bucket, out var known)) return known;
        var hint = (target.Partition == "aws" ? instanceRegion : null) ?? target.RegionHint ?? instanceRegion ?? "us-east-1";
        var host = target.Bucket.Contains('.', StringComparison.Ordinal) ? $"s3.{hint}.{target.Suffix}/{target.Bucket}" : $"{target.Bucket}.s3.{hint}.{target.Suffix}";
        var call = new HttpCall(new Uri($"https://{host}/"), request.Settings)
        {
            Method = HttpMethod.Head,
            ConfigPath = request.ConfigPath,
            FollowRedirects = false,
            Usable = static status => status < 500 && status != 429,
        };
        var region = await _caller.SendAsync(
            call,
            (response, _) => Task.FromResult(
                response.Headers.TryGetValues("x-amz-bucket-region", out var values) ? values.First()
                : (int)response.StatusCode == 404 ? throw new FailureException(FetchFailures.NotFound, $"there is no bucket {target.Bucket}", request.ConfigPath)
                : hint),
            cancel);
        return _regions.GetOrAdd(target.Bucket, region);
    }
}
