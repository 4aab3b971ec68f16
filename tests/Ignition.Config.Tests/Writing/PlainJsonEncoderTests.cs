using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ignition.Config.Json;
using Xunit;

namespace Ignition.Config.Tests.Writing;

/// <summary>What is written is read back by others as it was.</summary>
public sealed class PlainJsonEncoderTests
{
    [Theory]
    [InlineData("plain <b>&amp;</b> +'`", "\"plain <b>&amp;</b> +'`\"")]
    [InlineData("a \"text\" with \\ in it", "\"a \\\"text\\\" with \\\\ in it\"")]
    [InlineData("\b\t\n\f\r\0\u001f", "\"\\b\\t\\n\\f\\r\\u0000\\u001F\"")]
    [InlineData("Größe 日本 😀", "\"Größe 日本 😀\"")]
    public void Only_what_must_be_escaped_is(string text, string written)
    {
        Assert.Equal(written, Write(json => json.WriteStringValue(text)));
        Assert.Equal(written, Write(json => json.WriteStringValue(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("a\ufffdb", JsonDocument.Parse(Write(json => json.WriteStringValue("a\ud83db"))).RootElement.GetString());

    [Fact]
    public void Bytes_that_are_no_utf_8_become_the_replacement_character() =>
        Assert.Equal("a\ufffdb", JsonDocument.Parse(Write(json => json.WriteStringValue([(byte)'a', 0xff, (byte)'b']))).RootElement.GetString());

    [Fact]
    public void Any_text_is_read_back_as_it_was() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
        return JsonDocument.Parse(Write(json => json.WriteStringValue(text))).RootElement.GetString() == text;
    }).QuickCheckThrowOnFailure();

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options())) write(json);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
