using System.Text;

namespace Ignition.Butane.Schema;

/// <summary>Butane's names and Ignition's.</summary>
internal static class Names
{
    /// <summary><c>size_mib</c> becomes <c>sizeMiB</c>.</summary>
    /// <param name="yaml">Butane's name.</param>
    /// <returns>Ignition's name.</returns>
    public static string ToJson(string yaml)
    {
        if (!yaml.Contains('_', StringComparison.Ordinal))
        {
            return yaml;
        }

        var text = new StringBuilder(yaml.Length);
        var upper = false;
        foreach (var c in yaml)
        {
            if (c == '_')
            {
                upper = true;
                continue;
            }

            text.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return text.ToString().Replace("Mib", "MiB", StringComparison.Ordinal);
    }

    /// <summary><c>sizeMiB</c> becomes <c>size_mib</c>.</summary>
    /// <param name="json">Ignition's name.</param>
    /// <returns>Butane's name.</returns>
    public static string ToYaml(string json)
    {
        var text = new StringBuilder(json.Length + 4);
        for (var at = 0; at < json.Length; at++)
        {
            if (json.AsSpan(at).StartsWith("MiB"))
            {
                text.Append("_mib");
                at += 2;
            }
            else if (char.IsAsciiLetterUpper(json[at]))
            {
                text.Append('_').Append(char.ToLowerInvariant(json[at]));
            }
            else
            {
                text.Append(json[at]);
            }
        }

        return text.ToString();
    }
}
