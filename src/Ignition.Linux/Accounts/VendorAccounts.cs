using System.Text;
using Ignition.Linux.Files;

namespace Ignition.Linux.Accounts;

/// <summary>
/// Users and groups of the image's own database, as nss-altfiles and nss-usrfiles read it. The programs of shadow-utils know
/// only <c>/etc</c>: whom they shall change, or whose member somebody shall be, is copied there first, with the same ids.
/// </summary>
/// <remarks>
/// Each file is replaced as a whole, the one with the password first: whoever finds a name in passwd or group finds the rest.
/// </remarks>
/// <param name="root">The sysroot.</param>
/// <param name="accounts">Its accounts, which forget what they read of a file that is changed.</param>
public sealed class VendorAccounts(RootedDirectory root, AccountDatabase accounts)
{
    private const int PublicMode = Permissions.PublicFile;
    private const int SecretMode = Permissions.PrivateFile;

    /// <summary>Whether a copy is needed before a program can change a user.</summary>
    /// <param name="name">Login name.</param>
    /// <returns>True when the image's database has it and <c>/etc/passwd</c> has not.</returns>
    public bool IsVendorUser(string name) => accounts.VendorUserFile(name) is not null && Line(Read("/etc/passwd"), name).IsEmpty;

    /// <summary>Whether a copy is needed before a program can change a group.</summary>
    /// <param name="name">Group name.</param>
    /// <returns>True when the image's database has it and <c>/etc/group</c> has not.</returns>
    public bool IsVendorGroup(string name) => accounts.VendorGroupFile(name) is not null && Line(Read("/etc/group"), name).IsEmpty;

    /// <summary>Copies a user's line to <c>/etc/passwd</c>, and its password's to <c>/etc/shadow</c>.</summary>
    /// <param name="name">Login name of a user that <see cref="IsVendorUser"/>.</param>
    /// <param name="parents">How missing directories are made.</param>
    /// <returns>The file it was copied from.</returns>
    /// <exception cref="RootedFileException">A file could not be written; what stood there is unchanged.</exception>
    public string CopyUser(string name, ParentOptions parents)
    {
        var file = accounts.VendorUserFile(name)!;
        // "*" matches no password, and unlike "!" it is no lock that keeps sshd from taking a key.
        Copy(name, file, "/etc/passwd", "shadow", static line => line + ":*:::::::", parents);
        return file;
    }

    /// <summary>Copies a group's line to <c>/etc/group</c>, and its password's to <c>/etc/gshadow</c>.</summary>
    /// <param name="name">Name of a group that <see cref="IsVendorGroup"/>.</param>
    /// <param name="parents">How missing directories are made.</param>
    /// <returns>The file it was copied from.</returns>
    /// <exception cref="RootedFileException">A file could not be written; what stood there is unchanged.</exception>
    public string CopyGroup(string name, ParentOptions parents)
    {
        var file = accounts.VendorGroupFile(name)!;
        var members = string.Join(',', accounts.FindGroup(name)?.Members ?? []);
        Copy(name, file, "/etc/group", "gshadow", group => $"{group}:!::{members}", parents);
        return file;
    }

    private void Copy(string name, string from, string to, string shadow, Func<string, string> withoutPassword, ParentOptions parents)
    {
        var line = Line(Read(from), name);
        if (PasswordOf(line, name) is [(byte)'x'])
        {
            var secrets = Read("/etc/" + shadow);
            if (Line(secrets, name).IsEmpty)
            {
                var password = Line(Read($"{RootedPath.Parent(from)}/{shadow}"), name);
                // Where there is no shadow file at all, one would take the passwords in passwd out of use.
                if (password.IsEmpty && secrets is not null) password = Encoding.UTF8.GetBytes(withoutPassword(name));
                if (!password.IsEmpty) Append("/etc/" + shadow, password, SecretMode, parents);
            }
        }

        Append(to, line, PublicMode, parents);
        accounts.Forget();
    }

    private void Append(string path, ReadOnlySpan<byte> line, int mode, ParentOptions parents)
    {
        // A link at the file's place stays; what it leads to is replaced, as shadow-utils does.
        var target = RootedPath.Parent(root.Canonical(path + "/."));
        using var there = root.OpenFile(target);
        using var file = NewFile.Create(root, target, parents);
        if (there is not null)
        {
            file.CopyAttributes(there);
            var known = new byte[there.Length];
            var count = there.ReadAtLeast(known, known.Length, throwOnEndOfStream: false);
            file.Write(known.AsSpan(0, count));
            if (count > 0 && known[count - 1] != (byte)'\n') file.Write("\n"u8);
        }

        file.Write(line);
        file.Write("\n"u8);
        file.Place(there?.Status.Owner ?? Ownership.Root, there?.Status.Mode ?? mode, replace: true);
    }

    private byte[]? Read(string path) => root.ReadFile(path, follow: true);

    /// <summary>The line of an entry as it stands, in whatever encoding; empty when there is none.</summary>
    private static ReadOnlySpan<byte> Line(byte[]? file, string name)
    {
        var start = Encoding.UTF8.GetBytes(name + ":");
        ReadOnlySpan<byte> text = file;
        foreach (var range in text.Split((byte)'\n'))
        {
            if (text[range].StartsWith(start)) return text[range];
        }

        return default;
    }

    private static ReadOnlySpan<byte> PasswordOf(ReadOnlySpan<byte> line, string name)
    {
        var rest = line[(Encoding.UTF8.GetByteCount(name) + 1)..];
        return rest.IndexOf((byte)':') is >= 0 and var end ? rest[..end] : rest;
    }
}
