using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ignition.Fetching.Http;

namespace Ignition.Fetching.Tftp;

/// <summary>One transfer of one file.</summary>
internal sealed class TftpTransfer(IPEndPoint server, string path, Receiver receiver, TimeSpan packetLimit)
{
    private const int ReadRequest = 1, Data = 3, Acknowledge = 4, Error = 5, OptionsAcknowledged = 6;
    private const int OptionsRefused = 8;
    private const int BlockBytes = 1408, PlainBlockBytes = 512, MaxBlockBytes = 65464;
    private const int WindowBlocks = 16;
    private const int Tries = 5;
    private readonly byte[] _packet = new byte[MaxBlockBytes + 4];
    private int _blockBytes = PlainBlockBytes;
    private int _window = 1;
    private long? _announced;

    /// <summary>Transfers the file.</summary>
    /// <exception cref="TftpOptionsException">The server refused the options.</exception>
    /// <exception cref="TftpErrorException">The server refused the file.</exception>
    /// <exception cref="TransientException">The server fell silent.</exception>
    public async Task RunAsync(bool withOptions, CancellationToken cancel)
    {
        using var socket = Open();
        var last = Request(withOptions);
        EndPoint peer = server;
        await socket.SendToAsync(last, peer, cancel);
        var done = (ushort)0;
        var inWindow = 0;
        var silent = 0;
        var known = false;
        while (true)
        {
            var (length, from) = await ReceiveAsync(socket, cancel);
            if (length < 4)
            {
                if (++silent > Tries) throw Silence();
                await socket.SendToAsync(last, peer, cancel);
                continue;
            }

            // The server answers from a port of its own choice; once known, nobody else may speak.
            if (!from.Address.Equals(server.Address) || (known && !from.Equals(peer))) continue;
            (peer, known) = (from, true);
            var kind = BinaryPrimitives.ReadUInt16BigEndian(_packet);
            if (kind == Error) throw Refused(withOptions, length);
            if (kind == OptionsAcknowledged && done == 0 && receiver.Received == 0)
            {
                ReadOptions(_packet.AsSpan(2, length - 2));
                last = Acknowledgement(0);
                await socket.SendToAsync(last, peer, cancel);
                continue;
            }

            if (kind != Data) continue;
            if (BinaryPrimitives.ReadUInt16BigEndian(_packet.AsSpan(2)) != (ushort)(done + 1))
            {
                // A block was lost or came twice: say where we are.
                if (inWindow == 0 && silent == 0 && _window == 1) continue;
                inWindow = 0;
                await socket.SendToAsync(last = Acknowledgement(done), peer, cancel);
                continue;
            }

            silent = 0;
            done++;
            receiver.Write(_packet.AsSpan(4, length - 4));
            var ended = length - 4 < _blockBytes;
            if (++inWindow < _window && !ended)
            {
                last = Acknowledgement(done);
                continue;
            }

            inWindow = 0;
            await socket.SendToAsync(last = Acknowledgement(done), peer, cancel);
            if (ended) break;
        }

        RequireAnnounced();
    }

    private void RequireAnnounced()
    {
        if (_announced is { } size && size != receiver.Received)
            throw new TransientException(TransientKind.Body, $"GET tftp {path}: {receiver.Received} bytes came, and {size} were announced");
    }

    private TransientException Silence() =>
        new(TransientKind.Body, $"GET tftp {path}: the server fell silent after {receiver.Received} bytes") { Progressed = receiver.Received > 0 };

    private Socket Open()
    {
        var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
        return socket;
    }

    private async Task<(int Length, IPEndPoint From)> ReceiveAsync(Socket socket, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(packetLimit * (1 + (Random.Shared.NextDouble() / 5)));
        try
        {
            var any = new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            var received = await socket.ReceiveFromAsync(_packet, any, limit.Token);
            return (received.ReceivedBytes, (IPEndPoint)received.RemoteEndPoint);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (0, server);
        }
    }

    private byte[] Request(bool withOptions)
    {
        var text = $"{path}\0octet\0";
        if (withOptions) text += string.Create(CultureInfo.InvariantCulture, $"blksize\0{BlockBytes}\0tsize\00\0windowsize\0{WindowBlocks}\0");
        return [0, ReadRequest, .. Encoding.UTF8.GetBytes(text)];
    }

    private static byte[] Acknowledgement(ushort block) => [0, Acknowledge, (byte)(block >> 8), (byte)block];

    private Exception Refused(bool withOptions, int length)
    {
        var number = BinaryPrimitives.ReadUInt16BigEndian(_packet.AsSpan(2));
        var text = Encoding.UTF8.GetString(_packet.AsSpan(4, length - 4)).TrimEnd('\0');

        // Old servers know error 0 only; all of them may dislike options.
        return withOptions && number is OptionsRefused or 0 ? new TftpOptionsException() : new TftpErrorException(number, text);
    }

    private void ReadOptions(ReadOnlySpan<byte> bytes)
    {
        var fields = Encoding.ASCII.GetString(bytes).Split('\0');
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            var name = fields[i].ToLowerInvariant();
            if (!long.TryParse(fields[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                if (name == "tsize") throw new TftpProtocolException($"its tsize is no size in 64 bits: \"{fields[i + 1]}\"");
                continue;
            }

            switch (name)
            {
                case "blksize" when value is >= 8 and <= MaxBlockBytes:
                    _blockBytes = (int)value;
                    break;
                case "windowsize" when value is >= 1 and <= WindowBlocks:
                    _window = (int)value;
                    break;
                case "tsize" when value > 0: // a server that does not know gives back the 0 it got
                    receiver.Expected = _announced = value;
                    break;
            }
        }
    }
}
