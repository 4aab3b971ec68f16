using System.Text;

namespace Ignition.Butane.Output;

/// <summary>Writes JSON exactly as Butane does.</summary>
internal static class JsonOutput
{
    /// <summary>Writes a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="pretty">True for one member a line, indented by two spaces.</param>
    /// <returns>The text, without a line end.</returns>
    public static string Write(Node node, bool pretty)
    {
        var text = new StringBuilder();
        Write(text, node, pretty ? 0 : -1);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Node node, int depth)
    {
        switch (node.Kind)
        {
            case NodeKind.Null:
                text.Append("null");
                break;
            case NodeKind.Text:
                Quote(text, node.Text);
                break;
            case NodeKind.Number:
                text.Append(node.Number);
                break;
            case NodeKind.Flag:
                text.Append(node.Number != 0 ? "true" : "false");
                break;
            default:
                Members(text, node, depth);
                break;
        }
    }

    private static void Members(StringBuilder text, Node node, int depth)
    {
        var map = node.Kind == NodeKind.Map;
        text.Append(map ? '{' : '[');
        var inner = depth < 0 ? -1 : depth + 1;
        for (var at = 0; at < node.Members.Count; at++)
        {
            text.Append(at > 0 ? "," : "");
            Line(text, inner);
            if (map)
            {
                Quote(text, node.Members[at].Key);
                text.Append(depth < 0 ? ":" : ": ");
            }

            Write(text, node.Members[at].Node, inner);
        }

        if (node.Members.Count > 0)
        {
            Line(text, depth);
        }

        text.Append(map ? '}' : ']');
    }

    private static void Line(StringBuilder text, int depth)
    {
        if (depth >= 0)
        {
            text.Append('\n').Append(' ', depth * 2);
        }
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        for (var at = 0; at < value.Length; at++)
        {
            var c = value[at];
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
                    break;
                default:
                    if (char.IsHighSurrogate(c) && at + 1 < value.Length && char.IsLowSurrogate(value[at + 1]))
                    {
                        text.Append(c).Append(value[++at]);
                    }
                    else if (char.IsSurrogate(c))
                    {
                        text.Append("\\ufffd");
                    }
                    else
                    {
                        text.Append(c);
                    }

                    break;
            }
        }

        text.Append('"');
    }
}
