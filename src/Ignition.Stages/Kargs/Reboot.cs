using Ignition.Linux.Calls;
using Ignition.Linux.Processes;

namespace Ignition.Stages.Kargs;

/// <summary>Reboots the machine from the initramfs.</summary>
internal static class Reboot
{
    private static readonly TimeSpan RetryPolicy = TimeSpan.FromSeconds(90);

    /// <summary>Asks systemd to reboot and waits for it; nothing after this helper may run in this boot.</summary>
    public static void Now(TextWriter output)
    {
        Posix.SyncAll();
        try
        {
            new Command("systemctl").WithArguments("--no-block", "reboot").WithTimeout(RetryPolicy).Run().EnsureSuccess();
            // systemd ends this process while it shuts down.
            using var never = new ManualResetEvent(false);
            never.WaitOne(RetryPolicy);
            output.WriteLine("systemd did not reboot in time: rebooting without it");
        }
        catch (CommandException e)
        {
            output.WriteLine($"{e.Message}: rebooting without it");
        }
        Posix.SyncAll();
        new Command("systemctl").WithArguments("reboot", "--force", "--force").Run().EnsureSuccess();
    }
}
