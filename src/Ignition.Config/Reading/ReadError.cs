namespace Ignition.Config.Reading;

/// <summary>Why a config is refused.</summary>
public enum ReadError
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>There are no bytes at all.</summary>
    Empty,

    /// <summary>The report has an error.</summary>
    Invalid,

    /// <summary><c>ignition.version</c> is missing or not a version. The report has no entries.</summary>
    InvalidVersion,

    /// <summary>The version is not supported. The report has no entries.</summary>
    UnknownVersion,
}
