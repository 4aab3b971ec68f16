using System.Text;

namespace Ignition.Agent.Cli;

/// <summary>The file that a command writes its result to.</summary>
internal static class OutputFile
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes the whole text. Of a file that is new and cannot be written to its end nothing stays: a part of a config may be one, too.</summary>
    /// <param name="path">Path; a device or a pipe is written to.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, string text)
    {
        var isNew = !File.Exists(path);
        try
        {
            using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = ReadableByAll, BufferSize = 0 });
            stream.Write(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));
        }
        catch (IOException) when (isNew && File.Exists(path))
        {
            File.Delete(path);
            throw;
        }
    }
}
