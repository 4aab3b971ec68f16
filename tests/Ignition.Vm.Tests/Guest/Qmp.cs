using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Ignition.Vm.Tests.Guest;

/// <summary>QEMU's machine protocol over a Unix socket.</summary>
/// <remarks>https://www.qemu.org/docs/master/interop/qmp-spec.html</remarks>
internal sealed class Qmp : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    private Qmp(Socket socket)
    {
        _socket = socket;
        _reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
    }

    /// <summary>Connects to a QEMU that has just been started.</summary>
    public static async Task<Qmp> ConnectAsync(string path, CancellationToken cancel)
    {
        for (var tries = 0; ; tries++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
                var qmp = new Qmp(socket);
                await qmp._reader.ReadLineAsync(cancel); // the greeting
                await qmp.DoAsync("""{"execute":"qmp_capabilities"}""", cancel);
                return qmp;
            }
            catch (SocketException) when (tries < 200)
            {
                socket.Dispose();
                await Task.Delay(50, cancel);
            }
        }
    }

    /// <summary>Executes a command and returns its answer; events in between are dropped.</summary>
    /// <exception cref="InvalidOperationException">QEMU refuses it.</exception>
    public async Task<JsonElement> DoAsync(string command, CancellationToken cancel)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(command + "\n"), cancel);
        while (await _reader.ReadLineAsync(cancel) is { } line)
        {
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("return", out var value)) return value.Clone();
            if (answer.RootElement.TryGetProperty("error", out var error)) throw new InvalidOperationException($"{command}: {error}");
        }

        throw new InvalidOperationException($"{command}: QEMU is gone");
    }

    /// <summary>Asks until an answer's status is the one wanted.</summary>
    public async Task WaitAsync(string query, Func<string, bool> isThere, CancellationToken cancel)
    {
        while (true)
        {
            var answer = await DoAsync($$"""{"execute":"{{query}}"}""", cancel);
            var status = answer.TryGetProperty("status", out var text) ? text.GetString() ?? "" : "";
            if (status == "failed") throw new InvalidOperationException($"{query}: {answer}");
            if (isThere(status)) return;
            await Task.Delay(50, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
