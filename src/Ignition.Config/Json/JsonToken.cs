namespace Ignition.Config.Json;

/// <summary>What a token is.</summary>
internal enum JsonKind : byte
{
    Object,
    List,
    Text,
    Number,
    True,
    False,
    Null,
}

/// <summary>One value or key of a JSON text; the tokens of a text stand in one array in the order of the text.</summary>
internal struct JsonToken
{
    /// <summary>Offset of the first byte.</summary>
    public int Start;

    /// <summary>Offset after the last byte.</summary>
    public int End;

    /// <summary>Index of the first token that is not inside this one.</summary>
    public int Next;

    /// <summary>What the token is.</summary>
    public JsonKind Kind;

    /// <summary>For texts: true when there is an escape or a byte that is not ASCII.</summary>
    public bool NeedsDecoding;
}
