using Ignition.Linux.Journal;
using Serilog.Core;
using Serilog.Events;

namespace Ignition.Agent.Logging;

/// <summary>Writes events to journald. Properties with upper-case names become journal fields, all others only part of the message.</summary>
internal sealed class JournalSink(JournalSocket journal) : ILogEventSink, IDisposable
{
    /// <summary>The identifier <c>journalctl -t</c> knows us by, as upstream's.</summary>
    public const string Identifier = "ignition";

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        var fields = new KeyValuePair<string, string>[3 + logEvent.Properties.Count];
        fields[0] = new("MESSAGE", logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
        fields[1] = new("PRIORITY", Priority(logEvent.Level));
        fields[2] = new("SYSLOG_IDENTIFIER", Identifier);
        var count = 3;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (IsField(name)) fields[count++] = new(name, Text(value));
        }

        journal.Send(fields.AsSpan(0, count));
    }

    /// <inheritdoc/>
    public void Dispose() => journal.Dispose();

    private static string Priority(LogEventLevel level) => level switch
    {
        LogEventLevel.Fatal => "2",
        LogEventLevel.Error => "3",
        LogEventLevel.Warning => "4",
        LogEventLevel.Information => "6",
        _ => "7",
    };

    private static bool IsField(string name) => char.IsAsciiLetterUpper(name[0]) && !name.AsSpan().ContainsAnyInRange('a', 'z');

    private static string Text(LogEventPropertyValue value) =>
        value is ScalarValue { Value: var scalar } ? Convert.ToString(scalar, System.Globalization.CultureInfo.InvariantCulture) ?? "" : value.ToString();
}
