using Ignition.Butane.Output;
using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>write_files</c>.</summary>
internal static class CloudFiles
{
    private static readonly string[] Known = ["path", "content", "encoding", "owner", "permissions", "append", "defer"];

    /// <summary>Carries files.</summary>
    public static void Write(CloudDraft draft, YamlNode files)
    {
        foreach (var file in files.Items())
        {
            if (file.Get("path").Text() is not { } path)
            {
                draft.Note(file, "write_files", "a file without a path is left out");
                continue;
            }

            var members = new List<(string, Node)> { ("path", Node.Of(path)) };
            if (file.Get("permissions") is { } permissions)
            {
                members.Add(("mode", Mode(permissions)));
            }

            Owner(members, file.Get("owner").Text());
            var contents = Contents(draft, file);
            if (file.Get("append").Flag() == true)
            {
                members.Add(("append", CloudDraft.List([contents])));
            }
            else
            {
                members.Add(("overwrite", CloudDraft.Flag(true)));
                members.Add(("contents", contents));
            }

            draft.Files.Add(Node.Map(members));
            foreach (var (key, _) in file.Members())
            {
                if (Array.IndexOf(Known, key.Text) < 0)
                {
                    draft.Note(key, "write_files." + key.Text, "this has no counterpart here");
                }
            }
        }
    }

    // Quoted it is octal text, unquoted a number that YAML may have read as octal itself.
    private static Node Mode(YamlNode permissions)
    {
        var text = permissions.Text() ?? "";
        var digits = text.StartsWith("0o", StringComparison.Ordinal) ? text[2..] : text;
        return CloudDraft.Verbatim("0" + digits.TrimStart('0'));
    }

    private static void Owner(List<(string, Node)> members, string? owner)
    {
        if (owner is null)
        {
            return;
        }

        var parts = owner.Split(':', 2);
        members.Add(("user", Node.Map(("name", Node.Of(parts[0])))));
        if (parts.Length == 2 && parts[1].Length > 0)
        {
            members.Add(("group", Node.Map(("name", Node.Of(parts[1])))));
        }
    }

    private static Node Contents(CloudDraft draft, YamlNode file)
    {
        var content = file.Get("content");
        var text = content.Text() ?? "";
        var binary = content is not null && YamlScalars.Is(content.Resolved, "binary");
        switch (file.Get("encoding").Text()?.ToUpperInvariant())
        {
            case null or "TEXT/PLAIN" when !binary:
                return Node.Map(("inline", Node.Of(text)));
            case null or "TEXT/PLAIN" or "B64" or "BASE64":
                return Node.Map(("source", Node.Of("data:;base64," + Compact(text))));
            case "GZ" or "GZIP" when binary:
            case "GZ+B64" or "GZ+BASE64" or "GZIP+B64" or "GZIP+BASE64":
                return Node.Map(("source", Node.Of("data:;base64," + Compact(text))), ("compression", Node.Of("gzip")));
            default:
                draft.Note(file.Get("encoding")!, "write_files.encoding", "this encoding is not known; the text is taken as it stands");
                return Node.Map(("inline", Node.Of(text)));
        }
    }

    private static string Compact(string base64) => string.Concat(base64.Split([' ', '\n', '\r', '\t']));
}
