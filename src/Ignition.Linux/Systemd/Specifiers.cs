using System.Text;

namespace Ignition.Linux.Systemd;

/// <summary>Specifiers that <c>[Install]</c> may use and that the name alone decides; see systemd.unit(5).</summary>
internal static class Specifiers
{
    internal static string Expand(string text, UnitName unit)
    {
        if (!text.Contains('%')) return text;
        var expanded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 1 == text.Length)
            {
                expanded.Append(text[i]);
                continue;
            }
            i++;
            expanded.Append(text[i] switch
            {
                'n' => unit.Text,
                'N' => unit.WithoutSuffix,
                'p' or 'P' => unit.Prefix,
                'i' or 'I' => unit.Instance,
                'j' or 'J' => unit.Prefix[(unit.Prefix.LastIndexOf('-') + 1)..],
                '%' => "%",
                // What only the running machine knows stays as it is; systemd itself would not find such a unit either.
                var other => "%" + other,
            });
        }
        return expanded.ToString();
    }
}
