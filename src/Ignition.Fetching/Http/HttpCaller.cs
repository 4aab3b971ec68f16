using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Ignition.Provisioning;
using Ignition.Config.Model;
using Ignition.Config.Specs;
using Ignition.Provisioning.Failures;
using Serilog;

namespace Ignition.Fetching.Http;

/// <summary>Sends requests as the config language wants them: our headers, our redirects, retries until the total limit.</summary>
internal sealed class HttpCaller(HttpTransport transport, ILogger log, TimeProvider clock)
{
    private const int MaxRedirects = 10;

    internal static readonly string UserAgent = "Ignition/" + AgentVersion.Release;

    /// <summary>Names the newest stable spec in every first request.</summary>
    private static readonly string Accept = $"application/vnd.coreos.ignition+json;version={SpecVersions.NewestStable.Text}, */*;q=0.1";

    /// <summary>Sends a request until it gives a usable answer, and uses that.</summary>
    /// <param name="call">The request.</param>
    /// <param name="use">Uses the response; a broken body here (<see cref="TransientException"/>) is tried again.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="FailureException">There will be no usable answer, or none in time.</exception>
    public async Task<T> SendAsync<T>(HttpCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> use, CancellationToken cancel)
    {
        var patience = new RetryPolicy(call, log, clock);
        return await patience.RunAsync(token => AttemptAsync(call, use, token), cancel);
    }

    private async Task<T> AttemptAsync<T>(HttpCall call, Func<HttpResponseMessage, CancellationToken, Task<T>> use, CancellationToken cancel)
    {
        using var response = await FollowAsync(call, cancel);
        var status = (int)response.StatusCode;
        if (call.Usable(status))
        {
            if (AnnouncedLength.Problem(response) is { } problem) throw new FailureException(FetchFailures.Protocol, $"{call.Method} {call.Shown}: {problem}", call.ConfigPath);
            return await use(response, cancel);
        }

        var answer = $"{call.Method} {call.Shown}: the server answered {status} {response.ReasonPhrase}".TrimEnd();
        if (call.IsTransient(status)) throw new TransientException(TransientKind.Status, answer) { RetryAfter = RetryAfter(response), Why = $"the server answered {status}" };
        throw new FailureException(Code(status), answer, call.ConfigPath);
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpCall call, CancellationToken cancel)
    {
        var url = call.Url;
        var method = call.Method;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendOnceAsync(call, url, method, first: redirects == 0, cancel);
            var status = (int)response.StatusCode;
            if (!call.FollowRedirects || status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            if (!Uri.TryCreate(url, location, out var target)) throw Astray(call, "a redirect to something that is no URL");
            if (redirects == MaxRedirects) throw Astray(call, $"more than {MaxRedirects} redirects");
            if (target.Scheme is not ("http" or "https")) throw Astray(call, $"a redirect to a {target.Scheme} URL");
            if (url.Scheme == "https" && target.Scheme == "http")
            {
                log.Warning("{Url} redirects from https to plain http: {Target}", HttpCall.Show(url), HttpCall.Show(target));
            }

            if (status is 301 or 302 or 303 && method != HttpMethod.Head) method = HttpMethod.Get;
            log.Debug("{Url} redirects to {Target}", HttpCall.Show(url), HttpCall.Show(target));
            url = target;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpCall call, Uri url, HttpMethod method, bool first, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var request = Request(call, url, method, first);
        var headerLimit = new HeaderLimit(limit, call.Settings.ResponseHeaders);
        request.Options.Set(Dialer.Limit, headerLimit);
        headerLimit.Resume();
        try
        {
            return await transport.For(call.Settings).SendAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TransientException(TransientKind.Transport, limit.IsCancellationRequested
                ? $"{method} {HttpCall.Show(url)}: no response headers within {call.Settings.ResponseHeaders?.TotalSeconds:0.#} s"
                : $"{method} {HttpCall.Show(url)}: no connection within 30 s")
            {
                Why = limit.IsCancellationRequested ? "no response headers" : "no connection",
            };
        }
        catch (HttpRequestException problem)
        {
            throw Transport(call, url, problem);
        }
    }

    private static Exception Transport(HttpCall call, Uri url, HttpRequestException problem)
    {
        Exception deepest = problem;
        while (deepest.InnerException is { } inner) deepest = inner;
        if (deepest is ProxyRefusedException refused) return Proxy(call, url, refused.Status);
        var tls = problem.HttpRequestError == HttpRequestError.SecureConnectionError || problem.InnerException is AuthenticationException;
        var why = deepest is SocketException socket ? Explain(socket) : tls ? CertificateCheck.Explain(deepest.Message) : deepest.Message;
        var kind = tls ? TransientKind.Tls
            : deepest is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } ? TransientKind.Limit
            : TransientKind.Transport;
        return new TransientException(kind, $"{call.Method} {HttpCall.Show(url)}: {why}", problem)
        {
            Why = why,
            NoRoute = deepest is SocketException { SocketErrorCode: var error } && Routes.IsMissing(error),
        };
    }

    private static Exception Proxy(HttpCall call, Uri url, int status)
    {
        var answer = $"{call.Method} {HttpCall.Show(url)}: the proxy refused to connect to the server (status {status})";
        return status is >= 400 and < 500 and not (408 or 429)
            ? new FailureException(FetchFailures.Refused, answer, call.ConfigPath)
            : new TransientException(TransientKind.Transport, answer);
    }

    private static string Explain(SocketException problem) => problem.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "the host name cannot be resolved",
        SocketError.TooManyOpenSockets => "this process may have no more files open",
        SocketError.ConnectionRefused => "the connection was refused",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no route to the host",
        _ => problem.Message,
    };

    /// <summary>A header that HTTP has no place for: it would be left out, or end the line.</summary>
    private static void Check(HttpCall call, HttpHeader header)
    {
        if (HeaderText.Problem(header.Name, header.Value?.Reveal() ?? "") is { } problem)
            throw new FailureException(FetchFailures.Header, $"{call.Method} {call.Shown}: {problem}", call.ConfigPath);
    }

    private static HttpRequestMessage Request(HttpCall call, Uri url, HttpMethod method, bool first)
    {
        var request = new HttpRequestMessage(method, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Set(request, "User-Agent", UserAgent);
        Set(request, "Accept-Encoding", "identity");
        if (first) Set(request, "Accept", Accept);
        if (url.UserInfo.Length > 0) Set(request, "Authorization", Basic(url.UserInfo));

        if (first)
        {
            if (call.Body is { } body)
            {
                request.Content = new ByteArrayContent(body.Bytes);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", body.MediaType);
            }
            else if (method == HttpMethod.Put || method == HttpMethod.Post)
            {
                request.Content = new ByteArrayContent([]);
            }

            foreach (var header in call.Headers)
            {
                Check(call, header);
                Set(request, header.Name, header.Value?.Reveal() ?? "");
            }
        }

        call.Prepare?.Invoke(request);
        return request;
    }

    /// <summary>The user info of a URL as a header has it (RFC 7617).</summary>
    internal static string Basic(string userInfo)
    {
        var credentials = Uri.UnescapeDataString(userInfo);
        if (!credentials.Contains(':', StringComparison.Ordinal)) credentials += ':';
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
    }

    /// <summary>Sets a header; those that frame the message are not ours to set.</summary>
    private static void Set(HttpRequestMessage request, string name, string value)
    {
        if (name.ToUpperInvariant() is "HOST" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "TRAILER") return;
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        return asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : null);
    }

    private static FailureCode Code(int status) => status switch
    {
        404 or 410 => FetchFailures.NotFound,
        401 or 403 or 407 => FetchFailures.Refused,
        _ => FetchFailures.Status,
    };

    private static FailureException Astray(HttpCall call, string what) =>
        new(FetchFailures.Redirect, $"{call.Method} {call.Shown}: {what}", call.ConfigPath);
}
