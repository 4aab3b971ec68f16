namespace Ignition.Butane.Values;

/// <summary>Modes that generated files get, by what they are for. chmod(1) writes them in octal.</summary>
internal static class Permissions
{
    /// <summary>0600: nobody but the owner.</summary>
    public const int Private = (int)(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>0644: everybody reads.</summary>
    public const int Readable = Private | (int)(UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>0755: everybody reads, and runs or enters.</summary>
    public const int Program = Readable | (int)(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
}
