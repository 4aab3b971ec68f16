using System.Globalization;
using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Output;

/// <summary>Writes a document as Butane again.</summary>
internal static class ButaneNode
{
    /// <summary>Makes the output of a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">Variant and version.</param>
    /// <returns>The node.</returns>
    public static Node Of(Value value, Target target)
    {
        switch (value.Kind)
        {
            case Kind.Text:
                return value.Bytes is { } bytes && !System.Text.Unicode.Utf8.IsValid(bytes)
                    ? new Node(NodeKind.Verbatim) { Text = "!!binary " + Convert.ToBase64String(bytes) } : Node.Of(value.Text);
            case Kind.Integer or Kind.Flag or Kind.Labels:
                return Node.Of(value, target);
            case Kind.List:
                return new Node(NodeKind.List) { Members = value.Items.ConvertAll(item => ("", Of(item, target))) };
            default:
                break;
        }

        var members = new List<(string, Node)>();
        foreach (var field in value.Type!.Fields)
        {
            if (value.Slots[field.Ordinal] is { } member && field.Base != Field.OutputOnly)
            {
                members.Add((field.Yaml, field.Yaml is "mode" or "file_mode" or "dir_mode" ? Octal(member.Number) : Of(member, target)));
            }
        }

        return new Node(NodeKind.Map) { Members = members };
    }

    private static Node Octal(long mode) => mode is < 0 or > 0xFFF
        ? new Node(NodeKind.Number) { Number = mode }
        : new Node(NodeKind.Verbatim) { Text = "0" + Convert.ToString(mode, 8).PadLeft(3, '0').ToString(CultureInfo.InvariantCulture) };
}
