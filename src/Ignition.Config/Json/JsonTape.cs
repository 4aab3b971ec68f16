using System.Text;
using Ignition.Config.Model;

namespace Ignition.Config.Json;

/// <summary>A scanned JSON text: its bytes and tokens.</summary>
internal sealed class JsonTape(ReadOnlyMemory<byte> bytes, JsonToken[] tokens, int count, string fileName)
{
    private int[]? _lines;

    /// <summary>Name of the text, for places.</summary>
    public string FileName => fileName;

    /// <summary>Number of tokens.</summary>
    public int Count => count;

    /// <summary>The token at an index.</summary>
    public ref readonly JsonToken this[int index] => ref tokens[index];

    /// <summary>The text's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>The bytes of a text token between its quotes, as written.</summary>
    public ReadOnlySpan<byte> Raw(in JsonToken token) => bytes.Span[(token.Start + 1)..(token.End - 1)];

    /// <summary>The bytes of a token, as written.</summary>
    public ReadOnlySpan<byte> Written(in JsonToken token) => bytes.Span[token.Start..token.End];

    /// <summary>A text token, decoded: what is not valid UTF-8 or half a surrogate pair becomes U+FFFD.</summary>
    public string Text(in JsonToken token)
    {
        var raw = Raw(token);
        return token.NeedsDecoding ? JsonText.Decode(raw) : Encoding.ASCII.GetString(raw);
    }

    /// <summary>True when a text token, decoded, is this text.</summary>
    public bool TextIs(in JsonToken token, ReadOnlySpan<byte> name) =>
        token.NeedsDecoding
            ? Text(token) == Encoding.UTF8.GetString(name)
            : Raw(token).SequenceEqual(name);

    /// <summary>Index of the value of the last member with this very name, or -1.</summary>
    public int Member(int container, ReadOnlySpan<byte> name)
    {
        if (tokens[container].Kind != JsonKind.Object) return -1;
        var found = -1;
        for (var i = container + 1; i < tokens[container].Next; i = tokens[i + 1].Next)
        {
            if (TextIs(tokens[i], name)) found = i + 1;
        }
        return found;
    }

    /// <summary>Index of the value of the last member with this name, or -1.</summary>
    /// <param name="container">The object.</param>
    /// <param name="name">The name.</param>
    /// <param name="exact">False to take the last one in another case when there is none with this very name.</param>
    public int Member(int container, string name, bool exact)
    {
        var found = Member(container, Encoding.UTF8.GetBytes(name));
        if (found >= 0 || exact || tokens[container].Kind != JsonKind.Object) return found;
        for (var i = container + 1; i < tokens[container].Next; i = tokens[i + 1].Next)
        {
            if (KeyFolding.Same(Text(tokens[i]), name)) found = i + 1;
        }
        return found;
    }

    /// <summary>Index of the n-th item of a list, or -1.</summary>
    public int ItemAt(int container, int number)
    {
        if (tokens[container].Kind != JsonKind.List) return -1;
        for (var i = container + 1; i < tokens[container].Next; i = tokens[i].Next)
        {
            if (number-- == 0) return i;
        }
        return -1;
    }

    /// <summary>Path of a token that is a value.</summary>
    public string PathTo(int index)
    {
        var path = new StringBuilder("$");
        for (var at = 0; at != index;)
        {
            var isObject = tokens[at].Kind == JsonKind.Object;
            var number = 0;
            var child = at + 1;
            while (true)
            {
                var value = isObject ? child + 1 : child;
                if (index < tokens[value].Next)
                {
                    path.Append('.');
                    if (isObject) path.Append(Text(tokens[child]));
                    else path.Append(number);
                    at = value;
                    break;
                }
                child = tokens[value].Next;
                number++;
            }
        }
        return path.ToString();
    }

    /// <summary>Where a value stands: an object or list after its opening bracket, anything else at its first byte.</summary>
    public Place PlaceOf(int index) =>
        PlaceAt(tokens[index].Kind is JsonKind.Object or JsonKind.List ? tokens[index].Start + 1 : tokens[index].Start);

    /// <summary>Line and column of a byte offset.</summary>
    public Place PlaceAt(int offset)
    {
        _lines ??= Lines.Starts(bytes.Span);
        return Lines.Place(_lines, fileName, offset);
    }
}
