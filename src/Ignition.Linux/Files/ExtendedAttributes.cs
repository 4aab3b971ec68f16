using System.Runtime.InteropServices;
using System.Text;

namespace Ignition.Linux.Files;

/// <summary>What is known of a mark.</summary>
/// <param name="IsSupported">False when the filesystem, or the process's rights, know no extended attributes.</param>
/// <param name="Text">Its value; null when it is not set.</param>
public readonly record struct AttributeValue(bool IsSupported, string? Text);

/// <summary>Extended attributes of open nodes; see xattr(7).</summary>
public static unsafe class ExtendedAttributes
{
    private const int NoData = 61;
    private const int NotPermitted = 1;
    private const int Largest = 64 * 1024;
    private const string Trusted = "trusted.";

    /// <summary>Marks are kept where only the superuser sees them, or else where the owner does.</summary>
    private static readonly string[] MarkNamespaces = [Trusted, "user."];

    /// <summary>Whether the filesystem of a node keeps SELinux labels: vfat and some network filesystems do not.</summary>
    /// <param name="path">A node that exists.</param>
    public static bool AreLabelsKept(string path) =>
        Native.GetAttributeOf(path, "security.selinux", null, 0) >= 0 || (FileError)Marshal.GetLastPInvokeError() != FileError.NotSupported;

    /// <summary>Reads a mark.</summary>
    /// <param name="descriptor">An open node.</param>
    /// <param name="name">Name of the mark.</param>
    /// <param name="isPrivate">True for one that only the superuser may see.</param>
    /// <param name="path">Path of the node, for messages.</param>
    internal static AttributeValue GetMark(int descriptor, string name, bool isPrivate, string path)
    {
        var isSupported = false;
        foreach (var space in Namespaces(isPrivate))
        {
            var value = Get(descriptor, space + name, path);
            if (value.Text is not null) return value;
            isSupported = value.IsSupported && (space != Trusted || IsTrustedSettable(descriptor, name));
        }
        return new AttributeValue(isSupported, null);
    }

    /// <summary>Sets a mark; false when there is nowhere to keep it.</summary>
    internal static bool TrySetMark(int descriptor, string name, string value, bool isPrivate, string path)
    {
        foreach (var space in Namespaces(isPrivate))
            if (TrySet(descriptor, space + name, Encoding.UTF8.GetBytes(value), path)) return true;
        return false;
    }

    private static ReadOnlySpan<string> Namespaces(bool isPrivate) => isPrivate ? MarkNamespaces.AsSpan(0, 1) : MarkNamespaces;

    /// <summary>Without the right to set it the kernel says of a trusted attribute only that it is not there. Changes nothing: what is not there cannot be replaced.</summary>
    private static bool IsTrustedSettable(int descriptor, string name)
    {
        const int Replace = 2;
        byte nothing = 0;
        return Native.SetAttribute(descriptor, Trusted + name, &nothing, 0, Replace) == 0 || Marshal.GetLastPInvokeError() == NoData;
    }

    private static AttributeValue Get(int descriptor, string name, string path)
    {
        const int Longest = 256;
        var value = stackalloc byte[Longest];
        var length = Native.GetAttribute(descriptor, name, value, Longest);
        if (length >= 0) return new AttributeValue(true, Encoding.UTF8.GetString(value, (int)length));
        return Marshal.GetLastPInvokeError() switch
        {
            NoData => new AttributeValue(true, null),
            NotPermitted or (int)FileError.NotSupported or (int)FileError.AccessDenied => new AttributeValue(false, null),
            _ => throw RootedFileException.Last($"read the attribute {name} of", path),
        };
    }

    private static bool TrySet(int descriptor, string name, ReadOnlySpan<byte> value, string path)
    {
        fixed (byte* bytes = value)
        {
            if (Native.SetAttribute(descriptor, name, bytes, (nuint)value.Length, 0) == 0) return true;
        }
        return (FileError)Marshal.GetLastPInvokeError() is FileError.NotSupported or FileError.AccessDenied or FileError.Invalid
            || Marshal.GetLastPInvokeError() == NotPermitted
            ? false : throw RootedFileException.Last($"set the attribute {name} of", path);
    }

    /// <summary>Copies every attribute the target's filesystem takes: capabilities, access lists, labels.</summary>
    internal static void Copy(int from, int to, string path)
    {
        var list = stackalloc byte[4096];
        var length = Native.ListAttributes(from, list, 4096);
        if (length <= 0) return;
        var value = Array.Empty<byte>();
        for (var at = 0; at < length;)
        {
            var raw = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(list + at);
            at += raw.Length + 1;
            var name = Encoding.UTF8.GetString(raw);
            if (value.Length == 0) value = new byte[Largest];
            fixed (byte* bytes = value)
            {
                var size = Native.GetAttribute(from, name, bytes, Largest);
                if (size >= 0) TrySet(to, name, value.AsSpan(0, (int)size), path);
            }
        }
    }
}
