using System.Globalization;
using Ignition.Agent.Streams;
using Ignition.Provisioning.Logging;
using Serilog.Core;
using Serilog.Events;

namespace Ignition.Agent.Logging;

/// <summary>Writes events as lines in upstream's form for <c>-log-to-stdout</c>: a 9-column severity, a colon, the message.</summary>
internal sealed class StreamSink : ILogEventSink
{
    // Only what begins at the margin is a line of the log, whatever a config or a program says.
    private const string NextLine = "\n           ";

    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly bool _isQuiet;

    /// <summary>Opens the log.</summary>
    /// <param name="writer">Where lines go, each at once; one that cannot be written is lost.</param>
    /// <param name="isQuiet">True to leave out what is neither a warning nor meant for consoles, as waits are.</param>
    public StreamSink(TextWriter writer, bool isQuiet = false)
    {
        _writer = writer;
        _isQuiet = isQuiet;
        if (writer is StreamWriter { BaseStream: DescriptorStream stream }) stream.IsLossy = true;
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        if (_isQuiet && logEvent.Level < LogEventLevel.Warning && !logEvent.Properties.ContainsKey(LogEntries.ConsoleMarker)) return;
        var line = Printable.Line(logEvent.RenderMessage(CultureInfo.InvariantCulture)).Replace("\\u000a", NextLine, StringComparison.Ordinal);
        lock (_lock)
        {
            _writer.Write(Severity(logEvent.Level));
            _writer.Write(line);
            _writer.Write('\n');
            _writer.Flush();
        }
    }

    private static string Severity(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => "CRITICAL : ",
        LogEventLevel.Error => "ERROR    : ",
        LogEventLevel.Warning => "WARNING  : ",
        LogEventLevel.Information => "INFO     : ",
        _ => "DEBUG    : ",
    };
}
