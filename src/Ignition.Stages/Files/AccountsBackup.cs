using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Linux.Files;

namespace Ignition.Stages.Files;

/// <summary>The account files as they were before programs change them, on disk until every change is complete.</summary>
/// <remarks>
/// useradd and its relatives write several files and a home one after the other. What a power cut leaves of that looks like a
/// user who was always there without a group, a password entry or half of its home; so the next run starts again from here.
/// </remarks>
internal sealed class AccountsBackup(RootedDirectory root)
{
    public const string Path = "/etc/.ignition-accounts";
    private const int Mode = Permissions.PrivateFile;

    /// <summary>What shadow-utils changes; see the FILES of useradd(8).</summary>
    private static readonly string[] Names = ["passwd", "shadow", "group", "gshadow", "subuid", "subgid"];

    private readonly List<string> _homes = [];
    private bool _isOpen;

    /// <summary>True when an earlier run was cut off in the midst of its changes.</summary>
    public bool IsLeft => !_isOpen && root.Inspect(Path) is not null;

    /// <summary>True between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Keeps the files before the first change, and notes a home that is about to be made.</summary>
    /// <param name="home">Home that a program may make; null for none.</param>
    /// <param name="parents">How missing directories are made.</param>
    public void Begin(string? home, ParentOptions parents)
    {
        var missing = home is null ? null : TopOfMissing(home);
        if (missing is not null && _homes.Contains(missing)) missing = null;
        if (_isOpen && missing is null) return;
        if (missing is not null) _homes.Add(missing);
        var bytes = _isOpen ? Amended() : Taken();
        using var file = NewFile.Create(root, Path, parents);
        file.Write(bytes);
        file.Sync();
        file.Place(Ownership.Root, Mode, replace: true);
        root.Sync();
        _isOpen = true;
    }

    /// <summary>Every change is complete: the backup goes.</summary>
    public void End()
    {
        root.Sync();
        Nodes.Remove(root, Path);
        _homes.Clear();
        _isOpen = false;
    }

    /// <summary>Puts everything back as it was before the changes of a run that was cut off. May itself be cut off and done again.</summary>
    /// <exception cref="IOException">The backup cannot be read.</exception>
    public void Restore()
    {
        using var backup = Read();
        foreach (var file in backup.RootElement.GetProperty("files").EnumerateArray()) Restore(file);
        foreach (var home in backup.RootElement.GetProperty("homes").EnumerateArray()) Nodes.Remove(root, home.GetString()!);
        foreach (var name in root.List("/etc"))
        {
            if (IsLeftover(name)) Nodes.Remove(root, "/etc/" + name);
        }

        root.Forget();
        root.Sync();
        Nodes.Remove(root, Path);
    }

    private void Restore(JsonElement saved)
    {
        var path = "/etc/" + saved.GetProperty("name").GetString();
        if (!saved.TryGetProperty("bytes", out var bytes))
        {
            Nodes.Remove(root, path);
            return;
        }

        using var file = NewFile.Create(root, path, ParentOptions.Default);
        using (var there = root.OpenFile(path))
        {
            if (there is not null) file.CopyAttributes(there);
        }

        file.Write(bytes.GetBytesFromBase64());
        file.Place(new Ownership(saved.GetProperty("user").GetUInt32(), saved.GetProperty("group").GetUInt32()), saved.GetProperty("mode").GetInt32(), replace: true);
    }

    /// <summary>Locks and unfinished files of a shadow-utils that was killed: <c>passwd.lock</c>, <c>passwd.812</c>, <c>passwd+</c>.</summary>
    private static bool IsLeftover(string name)
    {
        foreach (var known in Names)
        {
            if (!name.StartsWith(known, StringComparison.Ordinal)) continue;
            var rest = name.AsSpan(known.Length);
            if (rest is "+" or ".lock") return true;
            if (rest.Length > 1 && rest[0] == '.' && rest[1..].IndexOfAnyExceptInRange('0', '9') < 0) return true;
        }

        return false;
    }

    private JsonDocument Read()
    {
        var bytes = root.ReadFile(Path) ?? throw new IOException($"{Path} is no file");
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw new IOException($"{Path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The outermost directory that does not exist on the way to a home: all of it will be new.</summary>
    private string? TopOfMissing(string home)
    {
        var path = root.Canonical(home);
        if (root.Inspect(path) is not null) return null;
        while (RootedPath.Parent(path) is { Length: > 1 } parent && root.Inspect(parent) is null) path = parent;
        return path;
    }

    private byte[] Taken() => Write(json =>
    {
        foreach (var name in Names)
        {
            // What is neither a file nor absent is a link into some other place, which no program here replaces.
            if (root.Inspect("/etc/" + name) is { Kind: not NodeKind.File }) continue;
            json.WriteStartObject();
            json.WriteString("name", name);
            using (var file = root.OpenFile("/etc/" + name))
            {
                if (file is not null)
                {
                    using var bytes = new MemoryStream();
                    file.CopyTo(bytes);
                    json.WriteNumber("user", file.Status.Owner.User);
                    json.WriteNumber("group", file.Status.Owner.Group);
                    json.WriteNumber("mode", file.Status.Mode);
                    json.WriteBase64String("bytes", bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
                }
            }

            json.WriteEndObject();
        }
    });

    /// <summary>The same files with the homes known by now.</summary>
    private byte[] Amended()
    {
        using var known = Read();
        return Write(json =>
        {
            foreach (var file in known.RootElement.GetProperty("files").EnumerateArray()) file.WriteTo(json);
        });
    }

    private byte[] Write(Action<Utf8JsonWriter> files)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, PlainJsonEncoder.Options(indented: false)))
        {
            json.WriteStartObject();
            json.WriteStartArray("homes");
            foreach (var home in _homes) json.WriteStringValue(home);
            json.WriteEndArray();
            json.WriteStartArray("files");
            files(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return text.ToArray();
    }
}
