using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace Ignition.Agent.Logging;

/// <summary>Writes events as lines in upstream's form for <c>-log-to-stdout</c>: a 9-column severity, a colon, the message.</summary>
internal sealed class StreamSink(TextWriter writer) : ILogEventSink
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_lock)
        {
            writer.Write(Severity(logEvent.Level));
            logEvent.RenderMessage(writer, CultureInfo.InvariantCulture);
            writer.Write('\n');
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
