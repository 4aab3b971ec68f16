using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Shape = Ignition.Butane.Schema.Kind;

namespace Ignition.Butane.Output;

/// <summary>What a node of the output is.</summary>
internal enum NodeKind : byte
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>YAML as it stands.</summary>
    Verbatim,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A list.</summary>
    List,

    /// <summary>Keys and values.</summary>
    Map,
}

/// <summary>A node of the output: what is written, in the order in which it is written.</summary>
internal sealed class Node(NodeKind kind)
{
    /// <summary>What it is.</summary>
    public NodeKind Kind { get; } = kind;

    /// <summary>Text of a text.</summary>
    public string Text { get; init; } = "";

    /// <summary>A number, or 1 for true.</summary>
    public long Number { get; init; }

    /// <summary>Path of the value it was made from, for explanations.</summary>
    public Value? Value { get; init; }

    /// <summary>Members of a map; items of a list, with empty keys.</summary>
    public List<(string Key, Node Node)> Members { get; init; } = None;

    private static readonly List<(string Key, Node Node)> None = [];

    /// <summary>Makes a map.</summary>
    /// <param name="members">Its members in order.</param>
    /// <returns>The map.</returns>
    public static Node Map(params List<(string Key, Node Node)> members) => new(NodeKind.Map) { Members = members };

    /// <summary>Makes a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The node.</returns>
    public static Node Of(string text) => new(NodeKind.Text) { Text = text };

    /// <summary>Makes the output of a value, leaving out what says nothing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">Variant and version.</param>
    /// <returns>The node.</returns>
    public static Node Of(Value value, Target target)
    {
        switch (value.Kind)
        {
            case Shape.Text:
                return new(NodeKind.Text) { Text = value.Text, Value = value };
            case Shape.Integer:
                return new(NodeKind.Number) { Number = value.Number, Value = value };
            case Shape.Flag:
                return new(NodeKind.Flag) { Number = value.Number, Value = value };
            case Shape.List:
                return new(NodeKind.List) { Members = value.Items.ConvertAll(item => ("", Of(item, target))), Value = value };
            case Shape.Labels:
                return new(NodeKind.Map) { Members = value.Items.ConvertAll(item => (item.Key, Of(item, target))), Value = value };
            default:
                break;
        }

        var members = new List<(string, Node)>();
        foreach (var field in value.Type!.Fields)
        {
            var member = value.Slots[field.Ordinal];
            if (field.Sugar)
            {
                continue;
            }

            if (member is not null && !member.IsUnset(field, target))
            {
                members.Add((field.Json, Of(member, target)));
            }
            else if (target.Base <= field.AlwaysUpTo)
            {
                members.Add((field.Json, member is not null ? Of(member, target) : field.Plain(target) ? Of("") : new Node(NodeKind.Null)));
            }
        }

        return new(NodeKind.Map) { Members = members, Value = value };
    }
}
