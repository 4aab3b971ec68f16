using System.Diagnostics;

namespace Ignition.Vm.Tests.Guest;

/// <summary>A directory of the host that one boot of a machine sees through virtiofs.</summary>
internal sealed class SharedDirectory : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("ignition-share-").FullName;
    private Process? _daemon;

    public SharedDirectory() => Directory.CreateDirectory(Path);

    /// <summary>The directory.</summary>
    public string Path => System.IO.Path.Combine(_top, "shared");

    /// <summary>Starts sharing it.</summary>
    /// <param name="tag">Name that the guest mounts.</param>
    /// <returns>QEMU's arguments; the guest's memory is shared with the daemon.</returns>
    public IReadOnlyList<string> Start(string tag)
    {
        var socket = System.IO.Path.Combine(_top, "socket");
        _daemon = HostProgram.Serve(socket, "/usr/lib/qemu/virtiofsd", $"--socket-path={socket}", "-o", $"source={Path}", "-o", "sandbox=chroot", "-o", "log_level=err");
        return
        [
            "-chardev", $"socket,id=share,path={socket}", "-device", $"vhost-user-fs-pci,chardev=share,tag={tag}",
            "-object", "memory-backend-memfd,id=memory,size=2G,share=on", "-numa", "node,memdev=memory",
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        HostProgram.End(_daemon);
        Directory.Delete(_top, recursive: true);
    }
}
