using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Fetching.Http;
using Ignition.Fetching.Metadata;
using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Boot;

/// <summary>Tells somebody outside that a machine could not be made. Only when the kernel command line asks for it.</summary>
/// <remarks>
/// <c>ignition.report.url=URL</c> posts it, <c>ignition.report.port=NAME</c> writes it to the virtio-serial port of that name,
/// <c>ignition.report.console=ttyS0</c> to a serial console. It is one JSON object on one line: stage, code, cause, place, next
/// action; causes never hold secrets. A report that cannot be sent is only logged.
/// </remarks>
internal sealed class FailureReport(PlatformContext context, string stage, Failure failure)
{
    private const string Prefix = "ignition.report.";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Sends the report wherever the kernel command line says.</summary>
    public async Task SendAsync(CancellationToken cancel)
    {
        foreach (var argument in context.KernelArguments.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!argument.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || equals == argument.Length - 1) continue;
            await SendAsync(argument[Prefix.Length..equals], argument[(equals + 1)..], cancel);
        }
    }

    private async Task SendAsync(string kind, string target, CancellationToken cancel)
    {
        try
        {
            switch (kind)
            {
                case "url":
                    await PostAsync(target, cancel);
                    break;
                case "port" when IsName(target):
                    await WriteAsync("/dev/virtio-ports/" + target, cancel);
                    break;
                case "console" when IsName(target):
                    await WriteAsync("/dev/" + target, cancel);
                    break;
                default:
                    context.Log.Warning("The kernel argument ignition.report.{Kind} is not understood", kind);
                    return;
            }

            context.Log.Information("The failure was reported as ignition.report.{Kind} asks", kind);
        }
        catch (Exception problem) when (problem is FailureException or IOException or UnauthorizedAccessException or UriFormatException or OperationCanceledException)
        {
            context.Log.Warning("The failure could not be reported as ignition.report.{Kind} asks: {Problem}", kind, problem.Message);
        }
    }

    private async Task PostAsync(string url, CancellationToken cancel)
    {
        if (context.Offline) throw new IOException("the network is not up yet");
        using var transport = new HttpTransport(context.Dialer ?? new Dialer(), context.Clock);
        var call = new HttpCall(new Uri(url, UriKind.Absolute), context.Settings with { Total = Limit })
        {
            Method = HttpMethod.Post,
            Body = (Json(), "application/json"),
            Usable = static status => status is >= 200 and < 300,
            MaxAttempts = 3,
        };
        await new HttpCaller(transport, context.Log, context.Clock).SendAsync(call, static (_, _) => Task.FromResult(true), cancel);
    }

    private async Task WriteAsync(string device, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);

        // Nobody may be reading the other end: such a write never ends, and must not keep the machine.
        await Task.Run(
            () =>
            {
                using var file = new FileStream(context.SystemPath(device), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                file.Write([.. Json(), (byte)'\n']);
            },
            CancellationToken.None).WaitAsync(limit.Token);
    }

    private static bool IsName(string name) => name is not ("." or "..") && !name.Contains('/', StringComparison.Ordinal);

    private byte[] Json()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, PlainJsonEncoder.Options()))
        {
            json.WriteStartObject();
            json.WriteString("stage", stage);
            json.WriteString("code", failure.Code.Code);
            json.WriteString("cause", failure.Cause);
            json.WriteString("configPath", failure.ConfigPath);
            json.WriteString("place", failure.Place?.ToString());
            json.WriteString("nextAction", failure.NextAction);
            json.WriteEndObject();
        }

        return memory.ToArray();
    }
}
