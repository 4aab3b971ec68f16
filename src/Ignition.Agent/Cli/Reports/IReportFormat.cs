using Ignition.Config.Reading;

namespace Ignition.Agent.Cli.Reports;

/// <summary>A config that was checked.</summary>
/// <param name="File">Its name as the user gave it.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="Result">What reading it gave.</param>
internal sealed record CheckedConfig(string File, ReadOnlyMemory<byte> Bytes, ReadResult Result);

/// <summary>A way to write reports.</summary>
internal interface IReportFormat
{
    /// <summary>Writes what was found about one config.</summary>
    void Write(CheckedConfig config);

    /// <summary>Counts a config that could not be read, which standard error says already.</summary>
    void Unread()
    {
    }

    /// <summary>Writes what belongs after the last config.</summary>
    void End();
}
