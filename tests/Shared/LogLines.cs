using Serilog.Core;
using Serilog.Events;

namespace Ignition.Tests;

/// <summary>Keeps log lines.</summary>
internal sealed class LogLines : ILogEventSink
{
    private readonly List<string> _lines = [];

    public string Text
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    public void Emit(LogEvent logEvent)
    {
        lock (_lines) _lines.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture).Replace("\"", "", StringComparison.Ordinal));
    }
}
