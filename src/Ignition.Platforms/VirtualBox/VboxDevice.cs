using System.Runtime.InteropServices;
using Ignition.Linux.Calls;
using Ignition.Provisioning.Failures;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Platforms.VirtualBox;

/// <summary>Takes requests of the guest driver.</summary>
internal interface IVboxDevice : IDisposable
{
    /// <summary>Sends a request, whose bytes become the reply.</summary>
    /// <exception cref="FailureException">The driver refused it.</exception>
    void Control(uint request, byte[] bytes);
}

/// <summary>The device <c>/dev/vboxguest</c>.</summary>
internal sealed class VboxDevice : IVboxDevice
{
    private readonly SafeFileHandle _device;

    /// <summary>Opens the device.</summary>
    /// <exception cref="FailureException">There is none.</exception>
    public VboxDevice(string path)
    {
        try
        {
            _device = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new FailureException(PlatformFailures.Channel, $"{path} cannot be opened: {problem.Message}", inner: problem);
        }
    }

    /// <inheritdoc/>
    public unsafe void Control(uint request, byte[] bytes)
    {
        fixed (byte* first = bytes)
        {
            if (Posix.DeviceControl(_device, request, first) >= 0) return;
            throw new FailureException(PlatformFailures.Channel, $"the VirtualBox driver refused request {request:x8}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
