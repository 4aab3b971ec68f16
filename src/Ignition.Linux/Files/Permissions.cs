namespace Ignition.Linux.Files;

/// <summary>Modes that files of this program's own making have, by what they are for. chmod(1) writes them in octal.</summary>
public static class Permissions
{
    /// <summary>0600: nobody but the owner.</summary>
    public const int PrivateFile = (int)(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>0700: nobody but the owner.</summary>
    public const int PrivateDirectory = PrivateFile | (int)UnixFileMode.UserExecute;

    /// <summary>0644: everybody reads.</summary>
    public const int PublicFile = PrivateFile | (int)(UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>0755: everybody reads and enters.</summary>
    public const int PublicDirectory = PublicFile | (int)(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
}
