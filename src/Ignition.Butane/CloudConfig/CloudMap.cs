using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>A mapping of a cloud-config. Every key must be taken; what is not is reported.</summary>
internal sealed class CloudMap
{
    private readonly OrderedDictionary<string, CloudValue> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>Reads a mapping. Keys with dashes are those with underscores.</summary>
    /// <param name="report">Takes what is wrong.</param>
    /// <param name="node">The mapping.</param>
    /// <param name="path">Its name; empty for the document.</param>
    /// <param name="free">True when the keys are names that somebody chose: their dashes stay.</param>
    public CloudMap(CloudReport report, YamlNode node, string path, bool free = false)
    {
        (Node, Path) = (node, path);
        for (var at = 0; at + 1 < node.Children.Count; at += 2)
        {
            var key = node.Children[at];
            var value = new CloudValue(report, key, node.Children[at + 1], path.Length == 0 ? key.Text : $"{path}.{key.Text}");
            var name = free ? key.Text : key.Text.Replace('-', '_');
            if (_entries.TryGetValue(name, out var before))
            {
                before.LoseAll($"the key comes again on {CloudReport.Line(key)}, and the last one counts");
            }

            _entries[name] = value;
        }
    }

    /// <summary>The mapping.</summary>
    public YamlNode Node { get; }

    /// <summary>Its name.</summary>
    public string Path { get; }

    /// <summary>True when there is such a key.</summary>
    /// <param name="name">The key.</param>
    /// <returns>True when there is.</returns>
    public bool Has(string name) => _entries.TryGetValue(name, out var value) && !value.IsEmpty;

    /// <summary>Reads a key without taking it.</summary>
    /// <param name="name">The key.</param>
    /// <returns>Its value; null when there is none.</returns>
    public CloudValue? Peek(string name) => _entries.GetValueOrDefault(name) is { IsEmpty: false } value ? value : null;

    /// <summary>Takes a key.</summary>
    /// <param name="name">The key, with underscores.</param>
    /// <returns>Its value; null when there is none.</returns>
    public CloudValue? Take(string name)
    {
        var value = _entries.GetValueOrDefault(name);
        if (value is null || !_taken.Add(name))
        {
            return value is { IsEmpty: true } ? null : value;
        }

        return Filled(value) ? value : null;
    }

    /// <summary>Takes a truth value, and says when it is the default.</summary>
    /// <param name="name">The key.</param>
    /// <param name="otherwise">The default.</param>
    /// <returns>The value.</returns>
    public bool Flag(string name, bool otherwise)
    {
        var value = Take(name);
        var flag = value?.Flag();
        if (flag == otherwise)
        {
            value!.Remark("that is so by default");
        }

        return flag ?? otherwise;
    }

    /// <summary>Takes a text of one line.</summary>
    /// <param name="name">The key.</param>
    /// <returns>The text; null when there is none.</returns>
    public string? Text(string name) => Take(name)?.Name();

    /// <summary>Takes a text, and says when it is the default.</summary>
    /// <param name="name">The key.</param>
    /// <param name="otherwise">The default.</param>
    /// <returns>The text.</returns>
    public string Text(string name, string otherwise)
    {
        var text = Text(name);
        if (text == otherwise)
        {
            Take(name)!.Remark("that is so by default");
        }

        return text ?? otherwise;
    }

    /// <summary>Takes every key there is, as where they are names and not words of the language.</summary>
    /// <param name="empty">True when a name says enough without a value.</param>
    /// <returns>The values; their keys hold the names.</returns>
    public IEnumerable<CloudValue> All(bool empty = false)
    {
        foreach (var (name, value) in _entries)
        {
            _taken.Add(name);
            if (empty || Filled(value))
            {
                yield return value;
            }
        }
    }

    /// <summary>Takes the keys with certain names.</summary>
    /// <param name="named">True for a name.</param>
    /// <returns>Their values.</returns>
    public List<CloudValue> Where(Func<string, bool> named)
    {
        var found = _entries.Where(entry => named(entry.Key)).ToList();
        found.ForEach(entry => _taken.Add(entry.Key));
        return found.ConvertAll(entry => entry.Value);
    }

    /// <summary>Reports every key that was not taken.</summary>
    /// <param name="advice">Advice for a key; null when it is not known.</param>
    public void Rest(Func<string, string?>? advice = null)
    {
        foreach (var (name, value) in _entries)
        {
            if (!_taken.Contains(name))
            {
                value.LoseAll(advice?.Invoke(name) ?? Unknown(value.Key.Text));
            }
        }
    }

    /// <summary>Says that the mapping as a whole was not carried.</summary>
    /// <param name="advice">What to do instead.</param>
    public void LoseAll(string advice)
    {
        foreach (var value in All(empty: true))
        {
            value.LoseAll(advice);
        }
    }

    private static bool Filled(CloudValue value)
    {
        if (value.IsEmpty)
        {
            value.Remark("it has no value, which is as if it were not there");
        }

        return !value.IsEmpty;
    }

    private static string Unknown(string key) => key.Any(char.IsAsciiLetterUpper)
        ? "no such key is known; keys are written in small letters"
        : "this has no counterpart here";
}
