using System.Globalization;

namespace Ignition.Fetching.Http;

/// <summary>The <c>Content-Length</c> of an answer as it came. The framework takes one that it cannot read for none, and the body for whole wherever it ends.</summary>
internal static class AnnouncedLength
{
    private const string Name = "Content-Length";

    /// <summary>What is wrong with the length (RFC 9110, 8.6); null when nothing is.</summary>
    public static string? Problem(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues(Name, out var fields)) return null;
        long? length = null;
        foreach (var field in fields)
        {
            // A list of equal values is what some proxies make of the header given twice.
            foreach (var text in field.Split(','))
            {
                if (!long.TryParse(text.Trim(' ', '\t'), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return $"the server's {Name} is no length in 64 bits: {Shown(text)}";
                if (length is { } other && other != value) return $"the server gave two different values of {Name}: {other} and {value}";
                length = value;
            }
        }

        return null;
    }

    private static string Shown(string text) => text.Length <= 40 ? $"\"{text}\"" : $"\"{text[..40]}...\"";
}
