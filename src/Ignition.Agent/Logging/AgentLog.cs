using Ignition.Linux.Journal;
using Serilog;
using Serilog.Core;

namespace Ignition.Agent.Logging;

/// <summary>Opens the agent's log.</summary>
internal static class AgentLog
{
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
}
