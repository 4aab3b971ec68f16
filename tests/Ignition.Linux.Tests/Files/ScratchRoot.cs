using Ignition.Linux.Files;

namespace Ignition.Linux.Tests.Files;

/// <summary>A directory with a root in it and something outside that must stay as it is.</summary>
internal sealed class ScratchRoot : IDisposable
{
    public ScratchRoot()
    {
        Top = Directory.CreateTempSubdirectory("rooted-").FullName;
        Path = Directory.CreateDirectory(System.IO.Path.Combine(Top, "root")).FullName;
        Outside = Directory.CreateDirectory(System.IO.Path.Combine(Top, "outside")).FullName;
        Root = RootedDirectory.Open(Path, ".test-");
    }

    public string Top { get; }

    public string Path { get; }

    public string Outside { get; }

    public RootedDirectory Root { get; }

    public string Host(string path) => Path + path;

    public ScratchRoot Directory_(string path)
    {
        Directory.CreateDirectory(Host(path));
        return this;
    }

    public ScratchRoot Link(string path, string target)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Host(path))!);
        File.CreateSymbolicLink(Host(path), target);
        return this;
    }

    public ScratchRoot Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Host(path))!);
        File.WriteAllText(Host(path), text);
        return this;
    }

    public void Put(string path, string text, bool replace = false, int mode = 0x1A4)
    {
        using var file = NewFile.Create(Root, path, ParentOptions.Default);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Place(Me, mode, replace);
    }

    public static Ownership Me => new(Mono.Unix.Native.Syscall.geteuid(), Mono.Unix.Native.Syscall.getegid());

    public static bool IsSuperuser => Environment.IsPrivilegedProcess;

    public void Dispose()
    {
        Root.Dispose();
        Directory.Delete(Top, recursive: true);
    }
}
