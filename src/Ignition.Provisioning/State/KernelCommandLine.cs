using System.Text;
using Ignition.Provisioning.Failures;

namespace Ignition.Provisioning.State;

/// <summary>The kernel command line, split as the kernel does it: on white space outside double quotes (B11).</summary>
/// <param name="text">Content of <c>/proc/cmdline</c>.</param>
internal sealed class KernelCommandLine(string text)
{
    private readonly List<(string Key, string? Value)> _arguments = Split(text);

    /// <summary>Value of the last occurrence of an argument; null when it is absent or its value is empty.</summary>
    public string? Value(string key)
    {
        var found = _arguments.FindLast(a => a.Key == key).Value;
        return string.IsNullOrEmpty(found) ? null : found;
    }

    /// <summary>Reads the kernel command line.</summary>
    /// <exception cref="FailureException">It cannot be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\n', '\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(EngineFailures.KernelArgument, $"cannot read the kernel command line from {path}: {e.Message}", inner: e);
        }
    }

    private static List<(string Key, string? Value)> Split(string text)
    {
        var arguments = new List<(string, string?)>();
        var word = new StringBuilder();
        var quoted = false;
        foreach (var c in text + " ")
        {
            if (c == '"') quoted = !quoted;
            else if (!quoted && char.IsWhiteSpace(c)) Finish();
            else word.Append(c);
        }

        if (word.Length > 0) Finish();
        return arguments;

        void Finish()
        {
            if (word.Length == 0) return;
            var argument = word.ToString();
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            arguments.Add(equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]));
            word.Clear();
        }
    }
}
