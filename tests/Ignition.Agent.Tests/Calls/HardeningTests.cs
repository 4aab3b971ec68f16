using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Ignition.Agent.Tests.Calls;

/// <summary>What the loader and the kernel read off the compiled agents, as elf(5) lays it out: this machine's and, where it was built, arm64's.</summary>
public sealed class HardeningTests
{
    private const uint Interpreter = 3, Note = 4, Stack = 0x6474e551, Relro = 0x6474e552, Load = 1, Dynamic = 2;
    private const uint Executable = 1, Writable = 2;
    private const ulong BindNow = 8, NowFlag = 1, PieFlag = 0x08000000;
    private const ulong Needed = 1, RunPath = 29, Path = 15, TextRelocations = 22, Flags = 30, Flags1 = 0x6ffffffb, PackedRelocations = 36;

    public static TheoryData<string> Binaries => ["ignition", "arm64/ignition"];

    [Theory]
    [MemberData(nameof(Binaries))]
    public void It_is_position_independent_and_bound_before_main(string binary)
    {
        var elf = Read(binary);
        Assert.Equal(3, BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(16))); // ET_DYN
        var dynamic = DynamicOf(elf);
        Assert.Equal(BindNow, dynamic[Flags].Single() & BindNow);
        Assert.Equal(NowFlag | PieFlag, dynamic[Flags1].Single() & (NowFlag | PieFlag));
        Assert.Single(Segments(elf), static s => s.Type == Relro);
        Assert.Single(Segments(elf), static s => s.Type == Interpreter);
        Assert.Single(dynamic[PackedRelocations]);
        Assert.Empty(dynamic[TextRelocations]);
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void What_can_be_written_cannot_be_run_and_code_is_apart_from_data(string binary)
    {
        var elf = Read(binary);
        Assert.Equal(0u, Assert.Single(Segments(elf), static s => s.Type == Stack).Rights & Executable);
        var loads = Segments(elf).Where(static s => s.Type == Load).ToList();
        Assert.DoesNotContain(loads, static s => (s.Rights & (Executable | Writable)) == (Executable | Writable));
        Assert.False(loads[0].Offset == 0 && (loads[0].Rights & Executable) != 0, "the headers are mapped as code");
        Assert.Single(loads, static s => (s.Rights & Executable) != 0);
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void It_says_which_build_it_is_and_looks_for_libraries_where_the_system_has_them(string binary)
    {
        var elf = Read(binary);
        Assert.Contains(Segments(elf), s => s.Type == Note && HasBuildId(elf.AsSpan((int)s.Offset, (int)s.Size)));
        var dynamic = DynamicOf(elf);
        Assert.Empty(dynamic[RunPath]);
        Assert.Empty(dynamic[Path]);
        Assert.InRange(dynamic[Needed].Count(), 1, 4); // libc, libm, the loader: the rest is loaded when it is first needed
    }

    [Theory]
    [MemberData(nameof(Binaries))]
    public void It_knows_the_names_of_its_methods_for_a_crash_in_the_journal(string binary)
    {
        // Of methods that are no state machine, whose names are types, and that nothing but a stack trace asks for; a compiler may inline one.
        var elf = Read(binary);
        Assert.Contains(["AskForNetwork", "ReadText"], name => elf.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0);
    }

    private static byte[] Read(string binary)
    {
        var path = System.IO.Path.Combine(Repository.Root, "out", binary);
        Assert.SkipUnless(File.Exists(path), $"make build has not left out/{binary}");
        var elf = File.ReadAllBytes(path);
        Assert.True(elf.AsSpan(0, 5).SequenceEqual("\u007fELF\u0002"u8)); // of 64 bits
        return elf;
    }

    /// <summary>Notes lie one behind another: sizes of name and value, type, name, value, each on four bytes. Type 3 of "GNU" is the build id.</summary>
    private static bool HasBuildId(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= 16)
        {
            int name = BinaryPrimitives.ReadInt32LittleEndian(notes), value = BinaryPrimitives.ReadInt32LittleEndian(notes[4..]);
            if (BinaryPrimitives.ReadInt32LittleEndian(notes[8..]) == 3 && notes.Slice(12, name).SequenceEqual("GNU\0"u8)) return value >= 8;
            notes = notes[Math.Min(notes.Length, 12 + Aligned(name) + Aligned(value))..];
        }

        return false;
    }

    private static int Aligned(int size) => (size + 3) & ~3;

    private static IEnumerable<Segment> Segments(byte[] elf)
    {
        var offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(32));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(54)), count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(56));
        for (var i = 0; i < count; i++)
        {
            var header = elf.AsSpan(offset + i * size, size);
            yield return new Segment(
                BinaryPrimitives.ReadUInt32LittleEndian(header), BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]), BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
        }
    }

    private static ILookup<ulong, ulong> DynamicOf(byte[] elf)
    {
        var segment = Segments(elf).Single(static s => s.Type == Dynamic);
        var entries = new List<(ulong Tag, ulong Value)>();
        for (var at = (int)segment.Offset; at < (int)(segment.Offset + segment.Size); at += 16)
            entries.Add((BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(at)), BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(at + 8))));
        return entries.ToLookup(static e => e.Tag, static e => e.Value);
    }

    private sealed record Segment(uint Type, uint Rights, ulong Offset, ulong Size);
}
