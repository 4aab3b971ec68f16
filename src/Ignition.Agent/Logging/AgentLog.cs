using Ignition.Linux.Journal;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Ignition.Agent.Logging;

/// <summary>Opens the agent's log and writes the entries whose fields others query.</summary>
internal static class AgentLog
{
    private static readonly MessageTemplate TextTemplate = new MessageTemplateParser().Parse("{Text:l}");

    /// <summary>Opens the log: journald, or lines on a stream.</summary>
    /// <param name="stdout">Where lines go; null for the journal and, for marked events, the consoles.</param>
    /// <param name="fallback">Where lines go when there is no journal.</param>
    /// <param name="journalPath">journald's socket.</param>
    public static Logger Open(TextWriter? stdout, TextWriter fallback, string journalPath = JournalSocket.DefaultPath)
    {
        var configuration = new LoggerConfiguration().MinimumLevel.Verbose();
        if (stdout is not null) return configuration.WriteTo.Sink(new StreamSink(stdout)).CreateLogger();

        if (JournalSocket.TryOpen(journalPath) is { } journal)
            return configuration.WriteTo.Sink(new JournalSink(journal)).WriteTo.Sink(new Consoles()).CreateLogger();

        var log = configuration.WriteTo.Sink(new StreamSink(fallback)).CreateLogger();
        log.Error("no journal at {Path:l}: logging to standard output", journalPath);
        return log;
    }

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
    public static ILogger OnConsole(this ILogger log) => log.ForContext(Consoles.Marker, true);
}
