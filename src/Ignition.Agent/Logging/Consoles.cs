using System.Text;
using Ignition.Provisioning.Logging;
using Microsoft.Win32.SafeHandles;
using Serilog.Core;
using Serilog.Events;

namespace Ignition.Agent.Logging;

/// <summary>The consoles the kernel prints to: what an operator without a login sees.</summary>
/// <param name="listPath">The kernel's list of active consoles.</param>
/// <param name="deviceDirectory">Where the console devices are.</param>
internal sealed class Consoles(string listPath = "/sys/class/tty/console/active", string deviceDirectory = "/dev") : ILogEventSink
{
    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        if (logEvent.Properties.ContainsKey(LogEntries.ConsoleMarker))
        {
            var line = "ignition: " + logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture);

            // A wait comes again and again and has one line each time; all else is said once, whole.
            Write((logEvent.MessageTemplate.Text.StartsWith("waiting for", StringComparison.Ordinal) ? ConsoleLine.Fit(line) : line) + "\n");
        }
    }

    /// <summary>Writes text to every active console. One that cannot be written to is passed over: the journal has it all.</summary>
    public void Write(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        foreach (var name in Active())
        {
            try
            {
                using var handle = File.OpenHandle(Path.Combine(deviceDirectory, name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                RandomAccessWrite(handle, bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
        }
    }

    private static void RandomAccessWrite(SafeFileHandle handle, byte[] bytes)
    {
        using var stream = new FileStream(handle, FileAccess.Write, 0);
        stream.Write(bytes);
    }

    private string[] Active()
    {
        try
        {
            return File.ReadAllText(listPath).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
