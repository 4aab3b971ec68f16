using System.Buffers.Binary;
using System.Text;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms.VMware;

/// <summary>Remote procedure calls over the backdoor, four bytes at a time.</summary>
/// <remarks>The slow way is always there, also for encrypted machines, and a config is small enough for it.</remarks>
internal sealed class RpcChannel(IBackdoor backdoor) : IRpcChannel
{
    private const uint Protocol = 0x49435052, CookieFlag = 0x80000000;
    private const int Open = 0, SendSize = 1, SendPayload = 2, ReceiveSize = 3, ReceivePayload = 4, ReceiveStatus = 5, Close = 6;
    private const int Success = 1, ReplyWaiting = 2, Checkpoint = 0x10;
    private const int Tries = 8;
    private const int MaxReply = 64 << 20;

    /// <inheritdoc/>
    public string Call(string request)
    {
        var bytes = Encoding.Latin1.GetBytes(request);
        for (var attempt = 1; ; attempt++)
        {
            var channel = Connect();
            try
            {
                // A machine that was just restored from a checkpoint has lost its channels: start over.
                if (Send(channel, bytes) && Receive(channel) is { } reply) return Encoding.Latin1.GetString(reply);
            }
            finally
            {
                Message(channel, Close, 0);
            }

            if (attempt == Tries) throw Failed("a call was cut off by checkpoints");
        }
    }

    private Channel Connect()
    {
        foreach (var flag in (ReadOnlySpan<uint>)[CookieFlag, 0])
        {
            var answer = Message(default, Open, Protocol | flag);
            if ((Status(answer) & Success) != 0) return new Channel(answer.Edx >> 16, answer.Esi, answer.Edi);
        }

        throw Failed("no channel can be opened");
    }

    private bool Send(Channel channel, ReadOnlySpan<byte> bytes)
    {
        if (!Passed(Message(channel, SendSize, (uint)bytes.Length))) return false;
        Span<byte> word = stackalloc byte[4];
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(4, bytes.Length);
            word.Clear();
            bytes[..count].CopyTo(word);
            bytes = bytes[count..];
            if (!Passed(Message(channel, SendPayload, BinaryPrimitives.ReadUInt32LittleEndian(word)))) return false;
        }

        return true;
    }

    private byte[]? Receive(Channel channel)
    {
        var answer = Message(channel, ReceiveSize, 0);
        if (!Passed(answer)) return null;
        if ((Status(answer) & ReplyWaiting) == 0) return [];
        if (answer.Ebx > MaxReply) throw Failed($"a reply has {answer.Ebx} bytes");
        var reply = new byte[answer.Ebx];
        Span<byte> word = stackalloc byte[4];
        for (var at = 0; at < reply.Length; at += 4)
        {
            answer = Message(channel, ReceivePayload, Success);
            if (!Passed(answer)) return null;
            BinaryPrimitives.WriteUInt32LittleEndian(word, answer.Ebx);
            word[..Math.Min(4, reply.Length - at)].CopyTo(reply.AsSpan(at));
        }

        return Passed(Message(channel, ReceiveStatus, Success)) ? reply : null;
    }

    private static bool Passed(Registers answer)
    {
        var status = Status(answer);
        if ((status & Success) != 0) return true;
        return (status & Checkpoint) != 0 ? false : throw Failed($"a message was refused with status {status}");
    }

    private static uint Status(Registers answer) => answer.Ecx >> 16;

    private Registers Message(Channel channel, int kind, uint value)
    {
        const uint MessageCommand = 0x1E;
        return backdoor.Call(new Registers
        {
            Ebx = value,
            Ecx = ((uint)kind << 16) | MessageCommand,
            Edx = channel.Id << 16,
            Esi = channel.CookieHigh,
            Edi = channel.CookieLow,
        });
    }

    private static FailureException Failed(string why) => new(PlatformFailures.Channel, $"the VMware channel does not work: {why}");

    private readonly record struct Channel(uint Id, uint CookieHigh, uint CookieLow);
}
