using System.Diagnostics;

namespace Ignition.Vm.Tests.Guest;

/// <summary>A TPM 2.0 in software for one machine; what is sealed in it stays from boot to boot.</summary>
internal sealed class Tpm : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("ignition-tpm-").FullName;
    private Process? _swtpm;

    /// <summary>Starts it for one boot.</summary>
    /// <returns>QEMU's arguments.</returns>
    public IReadOnlyList<string> Start()
    {
        Stop();
        var socket = Path.Combine(_state, "control");
        _swtpm = HostProgram.Serve(socket, "swtpm", "socket", "--tpm2", "--tpmstate", $"dir={_state}", "--ctrl", $"type=unixio,path={socket}", "--flags", "startup-clear");
        return ["-chardev", $"socket,id=tpm,path={socket}", "-tpmdev", "emulator,id=tpm0,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm0"];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Directory.Delete(_state, recursive: true);
    }

    private void Stop()
    {
        HostProgram.End(_swtpm);
        _swtpm = null;
    }
}
