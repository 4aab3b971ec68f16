using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Journal;

/// <summary>Sends entries to journald over its native protocol.</summary>
/// <remarks>https://systemd.io/JOURNAL_NATIVE_PROTOCOL/. Plain system calls rather than System.Net.Sockets: an agent that fetches nothing then loads no socket engine.</remarks>
public sealed unsafe partial class JournalSocket : IDisposable
{
    /// <summary>Where journald listens.</summary>
    public const string DefaultPath = "/run/systemd/journal/socket";

    private const int AfUnix = 1, SockDgram = 2, SockCloexec = 0x80000, MsgNoSignal = 0x4000;
    private const int Emsgsize = 90, Enobufs = 105;
    private const uint MfdCloexec = 1, MfdAllowSealing = 2;
    private const int FAddSeals = 1033, AllSeals = 0xf;

    private readonly int _fd;
    private readonly byte[] _address;
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Lock _lock = new();

    private JournalSocket(int fd, byte[] address) => (_fd, _address) = (fd, address);

    /// <summary>Opens a socket to journald.</summary>
    /// <param name="path">Path of journald's socket.</param>
    /// <returns>The socket, or null when nothing listens there.</returns>
    public static JournalSocket? TryOpen(string path = DefaultPath)
    {
        var name = Encoding.UTF8.GetBytes(CString.Checked(path));
        if (name.Length > 107) throw new ArgumentException("a socket path has at most 107 bytes", nameof(path));
        var address = new byte[2 + name.Length + 1];
        BinaryPrimitives.WriteUInt16LittleEndian(address, AfUnix);
        name.CopyTo(address, 2);
        var fd = Sockets.Open(AfUnix, SockDgram | SockCloexec, 0);
        if (fd < 0) return null;
        // Connecting shows at once whether somebody listens; entries still go by sendmsg with the address, so a journald that restarts is found again.
        if (Sockets.Connect(fd, address) == 0) return new JournalSocket(fd, address);
        Posix.Close(fd);
        return null;
    }

    /// <summary>Sends one entry.</summary>
    /// <param name="fields">Field names (upper case, digits, underscore) and values; a value may hold any text.</param>
    /// <returns>False when journald did not take it.</returns>
    public bool Send(ReadOnlySpan<KeyValuePair<string, string>> fields)
    {
        lock (_lock)
        {
            _buffer.ResetWrittenCount();
            foreach (var (name, value) in fields) Append(name, value);
            return SendBytes(_buffer.WrittenSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Posix.Close(_fd);

    private void Append(string name, string value)
    {
        _buffer.Write(Encoding.ASCII.GetBytes(name));
        if (!value.Contains('\n', StringComparison.Ordinal))
        {
            _buffer.Write("="u8);
            Encoding.UTF8.GetBytes(value, _buffer);
        }
        else
        {
            _buffer.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), (ulong)Encoding.UTF8.GetByteCount(value));
            _buffer.Advance(8);
            Encoding.UTF8.GetBytes(value, _buffer);
        }

        _buffer.Write("\n"u8);
    }

    private bool SendBytes(ReadOnlySpan<byte> entry)
    {
        fixed (byte* data = entry, address = _address)
        {
            var part = new IoVector { Base = data, Length = (nuint)entry.Length };
            var message = new MessageHeader { Name = address, NameLength = (uint)_address.Length, Vectors = &part, VectorCount = 1 };
            if (SendMessage(_fd, &message, MsgNoSignal) >= 0) return true;
            return Marshal.GetLastPInvokeError() is Emsgsize or Enobufs && SendAsFile(entry);
        }
    }

    /// <summary>An entry too large for a datagram goes as a sealed memfd.</summary>
    private bool SendAsFile(ReadOnlySpan<byte> entry)
    {
        var file = MemfdCreate("journal-entry", MfdCloexec | MfdAllowSealing);
        if (file < 0) return false;
        try
        {
            for (var rest = entry; !rest.IsEmpty;)
            {
                var written = Posix.Write(file, rest);
                if (written <= 0) return false;
                rest = rest[written..];
            }

            if (Posix.Control(file, FAddSeals, AllSeals) < 0) return false;
            var control = stackalloc byte[24];
            *(ulong*)control = 20;
            *(int*)(control + 8) = 1; // SOL_SOCKET
            *(int*)(control + 12) = 1; // SCM_RIGHTS
            *(int*)(control + 16) = file;
            fixed (byte* address = _address)
            {
                var message = new MessageHeader { Name = address, NameLength = (uint)_address.Length, Control = control, ControlLength = 24 };
                return SendMessage(_fd, &message, MsgNoSignal) >= 0;
            }
        }
        finally
        {
            Posix.Close(file);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshallingCustomType = typeof(CString))]
    private static partial int MemfdCreate(string name, uint flags);
}
