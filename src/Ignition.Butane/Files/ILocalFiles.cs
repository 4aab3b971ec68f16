namespace Ignition.Butane.Files;

/// <summary>What a name below the files directory stands for.</summary>
public enum LocalKind
{
    /// <summary>A regular file that nobody may execute.</summary>
    File,

    /// <summary>A regular file with an execute bit.</summary>
    Program,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A socket, FIFO or device.</summary>
    Special,
}

/// <summary>The local files a Butane config embeds (<c>local</c>, <c>contents_local</c>, <c>trees</c>).</summary>
/// <remarks>Every method throws <see cref="LocalFileException"/> when the file system refuses.</remarks>
public interface ILocalFiles
{
    /// <summary>Absolute path of the directory that local paths are relative to, without <c>.</c>, <c>..</c> or a trailing slash; null when none was given.</summary>
    string? Root { get; }

    /// <summary>Tells what a path stands for.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="follow">True to look through a link at the end.</param>
    /// <returns>The kind.</returns>
    LocalKind KindOf(string path, bool follow);

    /// <summary>Reads a regular file; anything else is refused without waiting for it.</summary>
    /// <param name="path">Absolute path; links are followed.</param>
    /// <returns>Its bytes.</returns>
    byte[] Read(string path);

    /// <summary>Lists a directory.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>Names of its entries in any order.</returns>
    IReadOnlyList<string> List(string path);

    /// <summary>Reads a symbolic link.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>Its text.</returns>
    string ReadLink(string path);
}

/// <summary>A local file cannot be read.</summary>
/// <param name="message">One sentence.</param>
public sealed class LocalFileException(string message) : Exception(message);

/// <summary>No local files: whatever wants one is refused.</summary>
public sealed class NoLocalFiles : ILocalFiles
{
    /// <summary>The one value.</summary>
    public static NoLocalFiles Instance { get; } = new();

    /// <inheritdoc/>
    public string? Root => null;

    /// <inheritdoc/>
    public LocalKind KindOf(string path, bool follow) => throw Refused();

    /// <inheritdoc/>
    public byte[] Read(string path) => throw Refused();

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string path) => throw Refused();

    /// <inheritdoc/>
    public string ReadLink(string path) => throw Refused();

    private static LocalFileException Refused() => new("there is no files directory");
}
