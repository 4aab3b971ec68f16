using Ignition.Butane.Reporting;

namespace Ignition.Butane.Sugar;

/// <summary>Translates the configs that a document is merged with, where they are Butane themselves.</summary>
internal interface IInnerConfigs
{
    /// <summary>Why there may be no further config inside; null when there may.</summary>
    string? Refusal { get; }

    /// <summary>Translates one.</summary>
    /// <param name="bytes">Its text.</param>
    /// <param name="file">Its name.</param>
    /// <param name="report">Told of everything that is found.</param>
    /// <returns>The Ignition config; null when there is none.</returns>
    byte[]? Translate(byte[] bytes, string file, Action<Finding> report);
}
