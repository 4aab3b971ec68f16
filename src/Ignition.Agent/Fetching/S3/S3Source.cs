using System.Collections.Concurrent;
using System.Text.Json;
using Ignition.Agent.Failures;
using Ignition.Agent.Fetching.Http;
using Serilog;

namespace Ignition.Agent.Fetching.S3;

/// <summary>s3 and arn: signed with the instance's role on AWS, else anonymous. Compressed objects are welcome (B21).</summary>
internal sealed class S3Source(HttpCaller caller, CloudMetadata cloud, ILogger log, TimeProvider clock) : IRemoteSource
{
    private readonly ConcurrentDictionary<string, string> _regions = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(1);
    private readonly InstanceRole _role = new(cloud);
    private S3Credentials? _credentials;
    private string? _instanceRegion;
    private bool _asked;

    /// <inheritdoc/>
    public async Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        var target = S3Object.Parse(request.Source)
            ?? throw new FailureException(FetchFailures.Url, $"{request.Source} names no object of S3", request.ConfigPath);
        await AskRoleAsync(cancel);
        var region = target.Region ?? await RegionAsync(target, request, cancel);
        var credentials = _credentials;
        var call = new HttpCall(target.Url(region), request.Settings)
        {
            ConfigPath = request.ConfigPath,
            FollowRedirects = credentials is null,
            Prepare = credentials is null ? null : message => SigV4.Sign(message, credentials, region, clock.GetUtcNow()),
        };
        await new HttpSource(caller).FetchAsync(call, receiver, cancel);
    }

    /// <summary>Asks for credentials and region once, and only when an object is wanted.</summary>
    private async Task AskRoleAsync(CancellationToken cancel)
    {
        if (cloud.Platform != "aws" || _asked) return;
        await _asking.WaitAsync(cancel);
        try
        {
            if (_asked) return;
            _credentials = await _role.GetAsync(cancel);
            _instanceRegion = await _role.RegionAsync(cancel);
        }
        catch (Exception problem) when (problem is FailureException or JsonException)
        {
            log.Warning("S3 is asked without credentials: {Problem}", problem.Message);
        }
        finally
        {
            _asked = true;
            _asking.Release();
        }
    }

    /// <summary>The bucket's region, which S3 tells anybody in a header of any answer.</summary>
    private async Task<string> RegionAsync(S3Object target, FetchRequest request, CancellationToken cancel)
    {
        if (_regions.TryGetValue(target.Bucket, out var known)) return known;
        var hint = (target.Partition == "aws" ? _instanceRegion : null) ?? target.RegionHint ?? _instanceRegion ?? "us-east-1";
        var host = target.Bucket.Contains('.', StringComparison.Ordinal) ? $"s3.{hint}.{target.Suffix}/{target.Bucket}" : $"{target.Bucket}.s3.{hint}.{target.Suffix}";
        var call = new HttpCall(new Uri($"https://{host}/"), request.Settings)
        {
            Method = HttpMethod.Head,
            ConfigPath = request.ConfigPath,
            FollowRedirects = false,
            Usable = static status => status < 500 && status != 429,
        };
        var region = await caller.SendAsync(
            call,
            (response, _) => Task.FromResult(
                response.Headers.TryGetValues("x-amz-bucket-region", out var values) ? values.First()
                : (int)response.StatusCode == 404 ? throw new FailureException(FetchFailures.NotFound, $"there is no bucket {target.Bucket}", request.ConfigPath)
                : hint),
            cancel);
        return _regions.GetOrAdd(target.Bucket, region);
    }
}
