using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ignition.Config.Json;
using Xunit;

namespace Ignition.Config.Tests.Reading;

/// <summary>The fast searches find what a plain loop finds.</summary>
public sealed class TextScanTests
{
    private static readonly SearchValues<char> s_set =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    [Fact]
    public void Every_byte_at_every_place_of_a_block_stops_or_does_not()
    {
        for (var value = 0; value < 256; value++)
        {
            for (var at = 0; at < 40; at++)
            {
                var bytes = Encoding.ASCII.GetBytes(new string('a', 40));
                bytes[at] = (byte)value;
                Assert.Equal(value is < 0x20 or '"' or '\\' or >= 0x80 ? at : -1, TextScan.IndexOfStop(bytes));
            }
        }
    }

    [Fact]
    public void Every_character_at_every_place_of_a_block_is_inside_or_outside()
    {
        for (var value = 0; value <= char.MaxValue; value++)
        {
            var at = value % 21;
            var text = new string('z', at) + (char)value + new string('0', 20 - at);
            Assert.Equal(s_set.Contains((char)value) ? -1 : at, TextScan.IndexOutside(text, s_set));
            Assert.Equal(value is < 0x20 or '"' or '\\' or >= 0x80 ? at : -1, TextScan.IndexOfStop(text));
        }
    }

    [Fact]
    public void All_find_what_a_loop_finds() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        text ??= "";
        var bytes = Encoding.UTF8.GetBytes(text);
        return TextScan.IndexOfStop(bytes) == Array.FindIndex(bytes, b => b is < 0x20 or (byte)'"' or (byte)'\\' or >= 0x80)
            && TextScan.IndexOfStop(text) == text.ToList().FindIndex(c => c is < ' ' or '"' or '\\' or > '\x7f')
            && TextScan.IndexOutside(text, s_set) == text.AsSpan().IndexOfAnyExcept(s_set);
    }).QuickCheckThrowOnFailure();
}
