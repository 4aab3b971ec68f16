
namespace Ignition.Butane.CloudConfig;

/// <summary><c>write_files</c>.</summary>
internal static class CloudFiles
{
    private static readonly string[] ReadOnly = ["/usr", "/bin", "/sbin", "/lib", "/lib64"];

    /// <summary>Carries files.</summary>
    public static void Write(CloudDraft draft, CloudValue files)
    {
        foreach (var item in files.Items())
        {
            if (item.Map() is not { } file)
            {
                continue;
            }

            if (file.Take("path") is not { } place || place.Name() is not { Length: > 0 } path)
            {
                item.LoseAll("a file without a path is left out");
                continue;
            }

            path = Clean(place, path);
            Place(draft, place, path);
            Write(draft, item, file, path);
            file.Rest();
        }
    }

    private static void Write(CloudDraft draft, CloudValue item, CloudMap file, string path)
    {
        var owner = file.Take("owner");
        if (file.Flag("defer", false))
        {
            file.Peek("defer")!.Remark("users are made before any file is written");
        }

        var append = file.Flag("append", false);
        if (CloudFileContents.Of(file) is not { } contents)
        {
            file.LoseAll("the file is left out");
            return;
        }

        if (!append)
        {
            draft.Files.Remove(path, $"the path comes again on {CloudReport.Line(item.Key)}, and what is there last counts");
        }

        var target = draft.Files.At(path, item);
        if (append)
        {
            if (target.From != item)
            {
                item.Remark($"appended to {path} of {CloudReport.Line(target.From.Key)}");
            }

            target.Append.Add(contents);
        }
        else
        {
            target.Contents = contents;
        }

        if (file.Take("permissions") is { } permissions && CloudFileMode.Of(permissions) is { } mode)
        {
            target.Mode = mode;
        }

        if (owner?.Name() is not null)
        {
            CloudFileOwner.Carry(draft, target, owner);
        }
    }

    // What the first boot could not write stops it.
    private static void Place(CloudDraft draft, CloudValue place, string path)
    {
        var local = draft.Target.Ostree && path.StartsWith("/usr/local/", StringComparison.Ordinal);
        if (Array.Exists(ReadOnly, root => path.StartsWith(root + "/", StringComparison.Ordinal)) && !local)
        {
            place.Change("this directory cannot be written to, so the first boot would stop here; " + (path.Contains("/systemd/system/", StringComparison.Ordinal)
                ? "put the unit into /etc/systemd/system" : draft.Target.Ostree ? "put the file into /usr/local, /opt or /etc" : "put the file into /opt or /etc"));
        }
        else if (draft.Target.Ostree && path.LastIndexOf('/') == 0)
        {
            place.Change("the root directory takes no new files, so the first boot would stop here; put the file into /etc, /opt or /var");
        }

        if (path.StartsWith("/etc/sudoers.d/", StringComparison.Ordinal) && (path.AsSpan("/etc/sudoers.d/".Length).Contains('.') || path.EndsWith('~')))
        {
            place.Change("sudo reads no file whose name has a dot or ends in ~");
        }

        foreach (var home in path.Split('/') is ["", "home", var owner, _, ..] ? (string[])[owner] : [])
        {
            var follows = CloudFileOwner.Follow(draft, home);
            if (follows != home)
            {
                place.Remark($"{home} is the default user, who is {follows} here, with the home directory /home/{follows}");
            }
        }
    }

    private static string Clean(CloudValue place, string path)
    {
        var clean = Clean(path);
        if (clean != path)
        {
            place.Remark($"written as {clean}");
        }

        return clean;
    }

    private static string Clean(string path)
    {
        if (!path.StartsWith('/'))
        {
            return path;
        }

        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
