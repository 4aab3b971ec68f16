using Ignition.Provisioning.Failures;

namespace Ignition.Agent.Boot;

/// <summary>Files below /run that stages leave for each other: written whole or not at all (B8).</summary>
internal static class RunFile
{
    /// <summary>Writes a file through a temporary name, synced and renamed. An existing file keeps its mode.</summary>
    /// <param name="path">Where.</param>
    /// <param name="bytes">What.</param>
    /// <param name="mode">Mode of a new file.</param>
    /// <param name="directoryMode">Mode of directories that are made for it.</param>
    /// <exception cref="FailureException">It could not be written.</exception>
    public static void Write(string path, byte[] bytes, UnixFileMode mode, UnixFileMode directoryMode) =>
        Write(path, file => file.Write(bytes), mode, directoryMode);

    /// <summary>The same for what is made while it is written.</summary>
    public static void Write(string path, Action<Stream> write, UnixFileMode mode, UnixFileMode directoryMode)
    {
        path = Path.GetFullPath(path);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, directoryMode);
            var info = new FileInfo(path);
            if (info.Exists) mode = info.UnixFileMode;
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = mode }))
            {
                File.SetUnixFileMode(file.SafeFileHandle, mode);
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary)) File.Delete(temporary);
            throw new FailureException(EngineFailures.StateNotWritten, $"cannot write {path}: {e.Message}", inner: e);
        }
    }
}
