using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Fetching.Hashing;
using Ignition.Fetching.Http;
using Ignition.Fetching.Sinks;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching.Oci;

/// <summary>oci: the one layer of an artifact in a registry. Digests are verified all the way; tokens are asked for anonymously.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md</remarks>
internal sealed class OciSource(HttpCaller caller) : IRemoteSource
{
    private const string Manifests =
        "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, "
        + "application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json";

    private const int MaxManifest = 4 << 20;
    private readonly ConcurrentDictionary<string, Secret> _tokens = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task FetchAsync(FetchRequest request, Receiver receiver, CancellationToken cancel)
    {
        var reference = OciReference.Parse(request.Source)
            ?? throw new FailureException(FetchFailures.Url, $"{request.Source} names no artifact of a registry", request.ConfigPath);
        try
        {
            var layer = await LayerAsync(reference, reference.Reference, request, depth: 0, cancel);
            var verified = new VerifiedReceiver(receiver, OciReference.ParseDigest(layer.Digest)!);
            await SendAsync(
                reference, request, $"{reference.Api}/blobs/{layer.Digest}", "*/*",
                call => new HttpSource(caller).FetchAsync(call, verified, cancel), cancel);
            if (layer.Size is { } size && size != verified.Received) throw Unusable(request, $"the layer has {verified.Received} bytes, and its manifest says {size} bytes");
            verified.Finish();
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unusable(request, $"the registry gave a manifest or a token that cannot be read: {problem.Message}");
        }
    }

    /// <summary>The artifact's layer.</summary>
    private async Task<Descriptor> LayerAsync(OciReference reference, string wanted, FetchRequest request, int depth, CancellationToken cancel)
    {
        using var reception = new Reception(gzip: false, OciReference.ParseDigest(wanted), directory: null, HashFunction.CreateThreaded);
        await SendAsync(
            reference, request, $"{reference.Api}/manifests/{wanted}", Manifests,
            call => new HttpSource(caller).FetchAsync(call, reception, cancel), cancel);
        var bytes = ((MemoryContent)reception.Finish()).Bytes;
        if (bytes.Length > MaxManifest) throw Unusable(request, "a manifest is larger than 4 MiB");
        using var json = JsonDocument.Parse(bytes);
        if (json.RootElement.TryGetProperty("manifests", out var manifests))
        {
            if (depth > 0 || manifests.GetArrayLength() != 1) throw Unusable(request, $"the artifact is an index of {manifests.GetArrayLength()} manifests; name one by its digest");
            return await LayerAsync(reference, Read(manifests[0], request).Digest, request, depth + 1, cancel);
        }

        var layers = json.RootElement.GetProperty("layers");
        return layers.GetArrayLength() == 1
            ? Read(layers[0], request)
            : throw Unusable(request, $"the artifact has {layers.GetArrayLength()} layers; one is expected");
    }

    /// <summary>Reads a descriptor. A digest that is none would be a part of the next request's path, and verify nothing.</summary>
    private static Descriptor Read(JsonElement descriptor, FetchRequest request)
    {
        var digest = descriptor.GetProperty("digest").GetString() ?? "";
        if (OciReference.ParseDigest(digest) is null) throw Unusable(request, $"the registry names something by \"{digest}\", which is no digest that is known");
        if (!descriptor.TryGetProperty("size", out var size)) return new Descriptor(digest, null);
        return size.TryGetInt64(out var bytes) && bytes >= 0 ? new Descriptor(digest, bytes) : throw Unusable(request, $"the registry says that {digest} has a size of {size} bytes");
    }

    /// <summary>Sends a request; when the registry wants a token, gets one and sends it again.</summary>
    private async Task SendAsync(
        OciReference reference, FetchRequest request, string url, string accept, Func<HttpCall, Task> send, CancellationToken cancel)
    {
        var scope = $"{reference.Registry}/{reference.Repository}";
        HttpCall Call() => new(new Uri(url), request.Settings)
        {
            ConfigPath = request.ConfigPath,
            Headers = _tokens.TryGetValue(scope, out var token)
                ? [HttpCall.Header("Accept", accept), new HttpHeader { Name = "Authorization", Value = token }]
                : [HttpCall.Header("Accept", accept)],
        };
        if (!_tokens.ContainsKey(scope) && await ChallengeAsync(Call(), cancel) is { } challenge)
        {
            _tokens[scope] = await TokenAsync(challenge, reference, request, cancel);
        }

        await send(Call());
    }

    /// <summary>What the registry wants before it answers; null when it answers.</summary>
    private Task<string?> ChallengeAsync(HttpCall call, CancellationToken cancel) => caller.SendAsync(
        call with { Method = HttpMethod.Head, FollowRedirects = false, Usable = static status => status < 500 && status != 429 },
        static (response, _) => Task.FromResult(
            response.StatusCode == HttpStatusCode.Unauthorized && response.Headers.TryGetValues("WWW-Authenticate", out var values) ? string.Join(", ", values) : null),
        cancel);

    private async Task<Secret> TokenAsync(string challenge, OciReference reference, FetchRequest request, CancellationToken cancel)
    {
        if (!challenge.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || Parameter(challenge, "realm") is not { } realm)
        {
            throw new FailureException(FetchFailures.Refused, $"{request.Source}: the registry wants credentials", request.ConfigPath);
        }

        if (!Uri.TryCreate(realm, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("http" or "https") || issuer.Host.Length == 0)
            throw Unusable(request, $"the registry asks for tokens of \"{realm}\", which is no URL of http or https");
        var scope = Parameter(challenge, "scope") ?? $"repository:{reference.Repository}:pull";
        var query = $"{(issuer.Query.Length > 0 ? "&" : "?")}scope={Uri.EscapeDataString(scope)}"
            + (Parameter(challenge, "service") is { } service ? $"&service={Uri.EscapeDataString(service)}" : "");
        using var reception = new Reception(gzip: false, hash: null, directory: null, HashFunction.Create);
        await new HttpSource(caller).FetchAsync(new HttpCall(new Uri(issuer.GetLeftPart(UriPartial.Query) + query), request.Settings) { ConfigPath = request.ConfigPath }, reception, cancel);
        using var json = JsonDocument.Parse(((MemoryContent)reception.Finish()).Bytes);
        var token = json.RootElement.TryGetProperty("token", out var plain) ? plain : json.RootElement.GetProperty("access_token");
        var text = token.GetString();
        if (string.IsNullOrEmpty(text) || HeaderText.Problem("Authorization", text) is not null) throw Unusable(request, "the registry gave a token that no header can hold");
        return new Secret("Bearer " + text);
    }

    private static string? Parameter(string challenge, string name)
    {
        var at = challenge.IndexOf(name + "=\"", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        at += name.Length + 2;
        var end = challenge.IndexOf('"', at);
        return end < 0 ? null : challenge[at..end];
    }

    private static FailureException Unusable(FetchRequest request, string why) =>
        new(FetchFailures.Protocol, $"{request.Source}: {why}", request.ConfigPath);

    /// <summary>What a registry says of something else it has.</summary>
    private readonly record struct Descriptor(string Digest, long? Size);

    /// <summary>Hashes a blob on its way.</summary>
    private sealed class VerifiedReceiver(Receiver inner, ContentHash expected) : Receiver
    {
        private HashFunction _function = HashFunction.CreateThreaded(expected.Name);

        public override void Restart()
        {
            Received = 0;
            _function.Dispose();
            _function = HashFunction.CreateThreaded(expected.Name);
            inner.Restart();
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            Received += bytes.Length;
            inner.Expected = Expected;
            _function.Update(bytes);
            inner.Write(bytes);
        }

        public void Finish()
        {
            HashSink.Check(expected, _function.Finish());
            _function.Dispose();
        }
    }
}
