using Ignition.Config.Model;

namespace Ignition.Config.Specs;

/// <summary>The value of one field, of whatever type; the default is an unset field.</summary>
internal readonly struct Value
{
    private static readonly object s_scalar = new();
    private readonly object? _held;
    private readonly long _number;

    private Value(object? held, long number = 0)
    {
        _held = held;
        _number = number;
    }

    /// <summary>True when the field has a value, also a zero one.</summary>
    public bool IsSet => _held is not null;

    /// <summary>The object or list, or null.</summary>
    public object? Held => _held;

    /// <summary>The text, or null.</summary>
    public string? Text => (string?)_held;

    /// <summary>The text of a field that is never unset.</summary>
    public string Plain => Text ?? "";

    /// <summary>The text as a secret, or null.</summary>
    public Secret? Secret => Text is { } text ? new Secret(text) : null;

    /// <summary>The text as a source, or null.</summary>
    public SourceUrl? Source => Text is { } text ? new SourceUrl(text) : null;

    /// <summary>The integer, or null.</summary>
    public long? Integer => _held is null ? null : _number;

    /// <summary>The boolean, or null.</summary>
    public bool? Boolean => _held is null ? null : _number != 0;

    /// <summary>A text; null is unset.</summary>
    public static Value Of(string? text) => new(text);

    /// <summary>A secret text; null is unset.</summary>
    public static Value Of(Secret? secret) => new(secret?.Reveal());

    /// <summary>A source; null is unset.</summary>
    public static Value Of(SourceUrl? source) => new(source?.Reveal());

    /// <summary>An integer; null is unset.</summary>
    public static Value Of(long? number) => number is { } n ? new(s_scalar, n) : default;

    /// <summary>A boolean; null is unset.</summary>
    public static Value Of(bool? truth) => truth is { } t ? new(s_scalar, t ? 1 : 0) : default;

    /// <summary>A text that is never unset: the empty text stands for that.</summary>
    public static Value OfPlain(string text) => text.Length == 0 ? default : new(text);

    /// <summary>A number that is never unset: zero stands for that.</summary>
    public static Value OfPlain(long number) => number == 0 ? default : new(s_scalar, number);

    /// <summary>An object.</summary>
    public static Value OfObject(object held) => new(held);

    /// <summary>A list; an empty one is unset.</summary>
    public static Value OfList<T>(IReadOnlyList<T>? list) where T : class => list is { Count: > 0 } ? new(list) : default;

    /// <summary>The object, or the one without any field set.</summary>
    public T Object<T>(T empty) where T : class => (T?)_held ?? empty;

    /// <summary>The list, or an empty one.</summary>
    public IReadOnlyList<T> List<T>() where T : class => (IReadOnlyList<T>?)_held ?? [];
}
