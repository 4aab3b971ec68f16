using System.Globalization;
using System.Net;
using System.Text;

namespace Ignition.Platforms;

/// <summary>The OVF environment document, read and pruned in place: what is not removed stays as it is, byte for byte.</summary>
/// <remarks>DMTF DSP8027. Read by a scanner of our own because an XML library costs more than everything else of the platforms that have it.</remarks>
internal sealed class OvfEnvironment(string text)
{
    private const string CharactersStart = "<![CDATA[", CharactersEnd = "]]>";
    private const string Namespace = "http://schemas.dmtf.org/ovf/environment/1";

    /// <summary>Properties of the document by key; elements and attributes by local name, whatever their namespace.</summary>
    /// <exception cref="FormatException">The text is not XML.</exception>
    public Dictionary<string, string> Properties()
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in Elements())
        {
            if (element.Depth < 2 || Local(element.Name) != "Property" || Local(element.Parent!.Name) != "PropertySection") continue;
            string? key = null, value = null;
            foreach (var (name, content) in element.Attributes)
            {
                if (Local(name) == "key") key = content;
                else if (Local(name) == "value") value = content;
            }

            if (key is not null) properties[key] = value ?? "";
        }

        return properties;
    }

    /// <summary>Text of the first element of a name, whatever its namespace; elements in it are left out.</summary>
    /// <returns>The text; null when there is no such element.</returns>
    /// <exception cref="FormatException">The text is not XML.</exception>
    public string? TextOf(string name)
    {
        var found = Elements().Find(element => Local(element.Name) == name);
        if (found is null) return null;
        var content = new StringBuilder();
        for (var at = found.TagEnd; at < found.End;)
        {
            var mark = text.IndexOf('<', at, found.End - at);
            content.Append(WebUtility.HtmlDecode(text[at..(mark < 0 ? found.End : mark)]));
            if (mark < 0) break;
            at = mark;
            if (Skip(ref at, CharactersStart, CharactersEnd)) content.Append(text, mark + CharactersStart.Length, at - mark - CharactersStart.Length - CharactersEnd.Length);
            else if (!Skip(ref at, "<!--", "-->") && !Skip(ref at, "<?", "?>")) at = After(">", at);
        }

        return content.ToString();
    }

    /// <summary>The document without some properties of the OVF namespace.</summary>
    /// <exception cref="FormatException">The text is not XML.</exception>
    public string Without(params ReadOnlySpan<string> keys)
    {
        var pruned = new StringBuilder();
        var kept = 0;
        foreach (var element in Elements())
        {
            if (!IsProperty(element) || OwnKey(element) is not { } key || !keys.Contains(key)) continue;
            pruned.Append(text, kept, element.Start - kept);
            kept = element.End;
        }

        return kept == 0 ? text : pruned.Append(text, kept, text.Length - kept).ToString();
    }

    private static bool IsProperty(Element element) =>
        element.Depth == 2 && element.Is("Property") && element.Parent!.Is("PropertySection") && element.Parent.Parent!.Is("Environment");

    private static string? OwnKey(Element element)
    {
        foreach (var (name, content) in element.Attributes)
        {
            // An attribute without a prefix is in no namespace, whatever the default one is.
            if (name.Contains(':', StringComparison.Ordinal) && Local(name) == "key" && element.NamespaceOf(name) == Namespace) return content;
        }

        return null;
    }

    private static string Local(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private List<Element> Elements()
    {
        var elements = new List<Element>();
        Element? open = null;
        var any = false;
        for (var at = 0; ;)
        {
            at = text.IndexOf('<', at);
            if (at < 0 || (any && open is null)) break;
            if (Skip(ref at, "<!--", "-->") || Skip(ref at, "<?", "?>") || Skip(ref at, CharactersStart, CharactersEnd) || Skip(ref at, "<!", ">")) continue;
            if (text.AsSpan(at).StartsWith("</"))
            {
                var end = After(">", at);
                if (open is null || text.AsSpan(at + 2, end - at - 3).TrimEnd() is var name && !name.SequenceEqual(open.Name)) throw new FormatException("an end without its start");
                open.End = end;
                open = open.Parent;
                at = end;
                continue;
            }

            var element = new Element { Start = at, Parent = open, Depth = open is null ? 0 : open.Depth + 1 };
            var closed = ReadTag(element, ref at);
            elements.Add(element);
            any = true;
            element.TagEnd = element.End = at;
            if (!closed) open = element;
        }

        return any && open is null ? elements : throw new FormatException("it is not a whole XML document");
    }

    private bool Skip(ref int at, string start, string end)
    {
        if (!text.AsSpan(at).StartsWith(start)) return false;
        at = After(end, at + start.Length);
        return true;
    }

    private int After(string mark, int at)
    {
        var found = text.IndexOf(mark, at, StringComparison.Ordinal);
        return found < 0 ? throw new FormatException($"{mark} is missing") : found + mark.Length;
    }

    /// <summary>Reads a start tag; true when it is also the end.</summary>
    private bool ReadTag(Element element, ref int at)
    {
        at++;
        element.Name = ReadName(ref at);
        while (true)
        {
            SkipSpace(ref at);
            if (at >= text.Length) throw new FormatException("a tag does not end");
            if (text[at] == '>')
            {
                at++;
                return false;
            }

            if (text[at] == '/')
            {
                at = After(">", at);
                return true;
            }

            var name = ReadName(ref at);
            SkipSpace(ref at);
            if (at >= text.Length || text[at] != '=') throw new FormatException($"the attribute {name} has no value");
            at++;
            SkipSpace(ref at);
            if (at >= text.Length || text[at] is not ('"' or '\'')) throw new FormatException($"the attribute {name} has no value");
            var quote = text[at].ToString(CultureInfo.InvariantCulture);
            var end = After(quote, at + 1);
            element.Attributes.Add((name, WebUtility.HtmlDecode(text[(at + 1)..(end - 1)])));
            at = end;
        }
    }

    private string ReadName(ref int at)
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('=' or '>' or '/' or '<' or '"' or '\'')) at++;
        return at > start ? text[start..at] : throw new FormatException("a tag has no name");
    }

    private void SkipSpace(ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private sealed class Element
    {
        public string Name { get; set; } = "";

        public int Start { get; init; }

        /// <summary>Where what it holds begins.</summary>
        public int TagEnd { get; set; }

        public int End { get; set; }

        public int Depth { get; init; }

        public Element? Parent { get; init; }

        public List<(string Name, string Value)> Attributes { get; } = [];

        public bool Is(string local) => Local(Name) == local && NamespaceOf(Name) == Namespace;

        public string? NamespaceOf(string name)
        {
            var colon = name.IndexOf(':', StringComparison.Ordinal);
            var declaration = colon < 0 ? "xmlns" : "xmlns:" + name[..colon];
            for (var element = this; element is not null; element = element.Parent)
            {
                foreach (var (attribute, value) in element.Attributes)
                {
                    if (attribute == declaration) return value;
                }
            }

            return null;
        }
    }
}
