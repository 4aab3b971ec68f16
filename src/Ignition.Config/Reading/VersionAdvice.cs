using System.Text;
using Ignition.Config.Json;
using Ignition.Config.Specs;

namespace Ignition.Config.Reading;

/// <summary>Says what is wrong with a version and what to do.</summary>
internal static class VersionAdvice
{
    // Versions of the 2.x line, their last release line, and what replaces them.
    private const string Replacement = "Translate it to 3.x (ign-converter does) or write it anew, for example in Butane.";

    public static string Unparsable(string text, JsonTape tape)
    {
        if (tape[0].Kind == JsonKind.Object && tape.Member(0, "ignitionVersion"u8) >= 0)
        {
            return $"this is an Ignition 1.x config (it has ignitionVersion), which is not supported. {Replacement}";
        }
        if (text.Length == 0) return $"ignition.version is missing; {Supported()}";
        return $"ignition.version {Quote(text)} is not a version; {Supported()}";
    }

    public static string Unsupported(string text)
    {
        var version = VersionText.Parse(text);
        if (version.Major is 1 or 2) return $"this is an Ignition {version.Major}.x config (version {Quote(text)}), which is not supported. {Replacement}";
        foreach (var known in SpecVersions.All)
        {
            var other = VersionText.Parse(known.Text);
            if ((other.Major, other.Minor, other.Patch) != (version.Major, version.Minor, version.Patch)) continue;
            if (other.PreRelease.Length > 0)
                return $"version {Quote(text)} is not supported: {other.Major}.{other.Minor}.{other.Patch} is still experimental and is written {known.Text}; {Supported()}";
            if (version.PreRelease.Length > 0)
                return $"version {Quote(text)} is not supported: {known.Text} is stable since Ignition {known.FirstRelease}, so write {known.Text}; {Supported()}";
            return $"version {Quote(text)} is not supported: write {known.Text}; {Supported()}";
        }
        return $"version {Quote(text)} is not supported; {Supported()}";
    }

    private static string Supported()
    {
        var text = new StringBuilder("supported are ");
        for (var i = 0; i < SpecVersions.All.Count; i++)
        {
            if (i > 0) text.Append(", ");
            text.Append($"{SpecVersions.All[i].Text} (since Ignition {SpecVersions.All[i].FirstRelease})");
        }
        return text.ToString();
    }

    // A version is short; anything long or unprintable there is not one and is not repeated.
    private static string Quote(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~') return "(unprintable)";
        }
        return text.Length > 40 ? $"'{text[..40]}…'" : $"'{text}'";
    }
}
