using System.Net.Sockets;
using Ignition.Linux.Journal;
using Xunit;

namespace Ignition.Linux.Tests.Journal;

public sealed class JournalSocketTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ignition-journal-");
    private readonly Socket _journald = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public JournalSocketTests() => _journald.Bind(new UnixDomainSocketEndPoint(SocketPath));

    private string SocketPath => Path.Combine(_directory.FullName, "socket");

    public void Dispose()
    {
        _journald.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Where_nothing_listens_there_is_no_socket() => Assert.Null(JournalSocket.TryOpen(Path.Combine(_directory.FullName, "other")));

    [Fact]
    public void A_field_is_a_line()
    {
        using var journal = JournalSocket.TryOpen(SocketPath)!;
        Assert.True(journal.Send([new("MESSAGE", "grüß dich"), new("PRIORITY", "6")]));
        Assert.Equal("MESSAGE=grüß dich\nPRIORITY=6\n"u8.ToArray(), Receive());
    }

    [Fact]
    public void A_value_of_several_lines_carries_its_length()
    {
        using var journal = JournalSocket.TryOpen(SocketPath)!;
        Assert.True(journal.Send([new("MESSAGE", "a\nb")]));
        Assert.Equal([.. "MESSAGE\n"u8, 3, 0, 0, 0, 0, 0, 0, 0, .. "a\nb\n"u8], Receive());
    }

    [Fact]
    public void An_entry_too_large_for_a_datagram_goes_as_a_sealed_file()
    {
        using var journal = JournalSocket.TryOpen(SocketPath)!;
        Assert.True(journal.Send([new("MESSAGE", new string('x', 4 << 20))]));
        // What arrives is an empty datagram; the file travels beside it.
        Assert.Empty(Receive());
    }

    private byte[] Receive()
    {
        var buffer = new byte[1 << 20];
        _journald.ReceiveTimeout = 5000;
        return buffer[.._journald.Receive(buffer)];
    }
}
