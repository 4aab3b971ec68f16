using System.Text;

namespace Ignition.Linux.Systemd;

/// <summary>The <c>[Install]</c> section of a unit, drop-ins included; see systemd.unit(5).</summary>
public sealed class InstallSection
{
    private readonly Dictionary<string, List<string>> _lists = new(StringComparer.Ordinal);

    /// <summary><c>Alias=</c>.</summary>
    public IReadOnlyList<string> Alias => List("Alias");

    /// <summary><c>WantedBy=</c>.</summary>
    public IReadOnlyList<string> WantedBy => List("WantedBy");

    /// <summary><c>RequiredBy=</c>.</summary>
    public IReadOnlyList<string> RequiredBy => List("RequiredBy");

    /// <summary><c>UpheldBy=</c>.</summary>
    public IReadOnlyList<string> UpheldBy => List("UpheldBy");

    /// <summary><c>Also=</c>.</summary>
    public IReadOnlyList<string> Also => List("Also");

    /// <summary><c>DefaultInstance=</c>; null when unset.</summary>
    public string? DefaultInstance => List("DefaultInstance") is [.., var last] ? last : null;

    /// <summary>Adds what a unit file or drop-in says.</summary>
    /// <param name="text">Text of the file.</param>
    public void Add(string text)
    {
        var isInstall = false;
        var joined = new StringBuilder();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (joined.Length == 0 && (line.Length == 0 || line[0] is '#' or ';')) continue;
            // A comment between continued lines is skipped: systemd.syntax(7).
            if (joined.Length > 0 && line.Length > 0 && line[0] is '#' or ';') continue;
            joined.Append(line);
            if (line.EndsWith('\\'))
            {
                joined[^1] = ' ';
                continue;
            }

            var whole = joined.ToString();
            if (whole.StartsWith('[')) isInstall = whole == "[Install]";
            else if (isInstall) AddSetting(whole);
            joined.Clear();
        }
    }

    private void AddSetting(string line)
    {
        var equals = line.IndexOf('=');
        if (equals <= 0) return;
        var key = line[..equals].TrimEnd();
        var words = line[(equals + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (!_lists.TryGetValue(key, out var list)) _lists[key] = list = [];
        if (words.Length == 0) list.Clear();
        list.AddRange(words);
    }

    private List<string> List(string key) => _lists.TryGetValue(key, out var list) ? list : [];
}
