using Ignition.Butane.Files;
using Ignition.Butane.Reporting;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Sugar;

/// <summary>Reads local files for a document, reporting what cannot be read.</summary>
/// <param name="files">The files.</param>
/// <param name="findings">Takes errors.</param>
internal sealed class Local(ILocalFiles files, Findings findings)
{
    /// <summary>The files.</summary>
    public ILocalFiles Files => files;

    /// <summary>True when there is a files directory; else the error is reported.</summary>
    /// <param name="at">Where the user asks for a file.</param>
    /// <returns>True when there is one.</returns>
    public bool HasRoot(YamlPath at)
    {
        if (files.Root is not null)
        {
            return true;
        }

        findings.Error(at, "local files need --files-dir DIR; on a machine at boot, translate or bundle this config first (ignition butane --bundle)");
        return false;
    }

    /// <summary>Reports an error.</summary>
    /// <param name="at">Where.</param>
    /// <param name="message">One sentence.</param>
    public void Refuse(YamlPath at, string message) => findings.Error(at, message);

    /// <summary>Passes on what was found in a local config.</summary>
    /// <param name="at">Where the user names the config.</param>
    /// <param name="inner">What was found in it.</param>
    public void Pass(YamlPath at, Finding inner) =>
        findings.Add(inner.IsError, at, $"{inner.File}:{inner.Line}:{inner.Column}: {inner.Message}");

    /// <summary>Finds the place of a local path, below the files directory.</summary>
    /// <param name="name">As the user wrote it.</param>
    /// <param name="at">Where the user wrote it.</param>
    /// <returns>An absolute path, or null when that was reported.</returns>
    public string? Resolve(string name, YamlPath at)
    {
        if (!HasRoot(at))
        {
            return null;
        }

        if (name.Contains('\0'))
        {
            findings.Error(at, "a NUL cannot stand in a path");
            return null;
        }

        var path = LocalPath.Join(files.Root!, name);
        if (LocalPath.IsWithin(path, files.Root!))
        {
            return path;
        }

        findings.Error(at, $"{name} lies outside the files directory");
        return null;
    }

    /// <summary>Reads a local file.</summary>
    /// <param name="name">As the user wrote it.</param>
    /// <param name="at">Where the user wrote it.</param>
    /// <returns>Its bytes, or null when that was reported.</returns>
    public byte[]? Read(string name, YamlPath at)
    {
        if (Resolve(name, at) is not { } path)
        {
            return null;
        }

        try
        {
            return files.Read(path);
        }
        catch (LocalFileException problem)
        {
            findings.Error(at, problem.Message);
            return null;
        }
    }
}
