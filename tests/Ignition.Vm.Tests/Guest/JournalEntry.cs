using System.Buffers.Binary;
using System.Text;

namespace Ignition.Vm.Tests.Guest;

/// <summary>One entry of a journal in export format.</summary>
/// <remarks>https://systemd.io/JOURNAL_EXPORT_FORMATS/</remarks>
internal sealed class JournalEntry
{
    private readonly Dictionary<string, string> _fields = [];

    /// <summary>A field, or an empty string.</summary>
    public string this[string name] => _fields.GetValueOrDefault(name, "");

    /// <summary>All values, to look for what must not be there.</summary>
    public IEnumerable<string> Values => _fields.Values;

    /// <summary>Reads entries: lines NAME=value, or NAME, a 64-bit length and the bytes; an empty line ends an entry.</summary>
    public static IReadOnlyList<JournalEntry> Read(byte[] bytes)
    {
        var all = new List<JournalEntry>();
        var entry = new JournalEntry();
        for (var position = 0; position < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', position);
            if (end < 0) break;
            var line = Encoding.UTF8.GetString(bytes, position, end - position);
            position = end + 1;
            if (line.Length == 0)
            {
                if (entry._fields.Count > 0) all.Add(entry);
                entry = new JournalEntry();
            }
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                entry._fields[line[..equals]] = line[(equals + 1)..];
            }
            else
            {
                var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(position));
                entry._fields[line] = Encoding.UTF8.GetString(bytes, position + 8, length);
                position += 8 + length + 1;
            }
        }

        if (entry._fields.Count > 0) all.Add(entry);
        return all;
    }
}
