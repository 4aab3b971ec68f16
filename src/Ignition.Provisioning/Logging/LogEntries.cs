using Serilog;
using Serilog.Events;
using Serilog.Parsing;

namespace Ignition.Provisioning.Logging;

/// <summary>Entries whose fields others query, and those that an operator without a login sees.</summary>
internal static class LogEntries
{
    /// <summary>Name of the property that sends an event to the consoles as well.</summary>
    public const string ConsoleMarker = "Console";

    private static readonly MessageTemplate TextTemplate = new MessageTemplateParser().Parse("{Text:l}");

    /// <summary>Writes an entry with fields of its own. Cheaper than nested contexts: a stage writes two for each step.</summary>
    /// <param name="log">The log.</param>
    /// <param name="when">Time of the entry.</param>
    /// <param name="level">Severity.</param>
    /// <param name="text">The message, without secrets.</param>
    /// <param name="fields">Journal fields, upper-case names; null values are left out.</param>
    public static void Entry(this ILogger log, DateTimeOffset when, LogEventLevel level, string text, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var properties = new List<LogEventProperty>(fields.Length + 1) { new("Text", new ScalarValue(text)) };
        foreach (var (name, value) in fields)
        {
            if (value is not null) properties.Add(new LogEventProperty(name, new ScalarValue(value)));
        }

        log.Write(new LogEvent(when, level, null, TextTemplate, properties));
    }

    /// <summary>A log whose events are also shown on the consoles.</summary>
    public static ILogger OnConsole(this ILogger log) => log.ForContext(ConsoleMarker, true);
}
