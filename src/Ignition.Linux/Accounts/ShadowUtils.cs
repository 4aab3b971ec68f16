using System.Text;
using Ignition.Linux.Processes;

namespace Ignition.Linux.Accounts;

/// <summary>The programs of shadow-utils, on a sysroot: this system's own with <c>--root</c>, else the sysroot's in a chroot.</summary>
/// <param name="rootPath">Path of the sysroot.</param>
/// <param name="path">PATH to look programs up in; null for this process's.</param>
public sealed class ShadowUtils(string rootPath, string? path = null)
{
    /// <summary>A program on the sysroot.</summary>
    /// <param name="program">Bare name: <c>useradd</c>, <c>chpasswd</c>, ….</param>
    /// <param name="arguments">Arguments, none of them secret.</param>
    /// <returns>The command.</returns>
    public Command On(string program, params ReadOnlySpan<string> arguments)
    {
        var isRoot = rootPath == "/";
        Command command;
        if (ProgramPath.Find(program, path) is not null)
            command = new Command(program).WithArguments(isRoot ? arguments : ["--root", rootPath, .. arguments]);
        else
            command = new Command("chroot").WithArguments([rootPath, program, .. arguments]);
        return (path is null ? command : command.WithEnvironment("PATH", path)).WithTimeout(TimeSpan.FromMinutes(2));
    }

    /// <summary>Sets encrypted passwords; they travel over standard input only.</summary>
    /// <param name="program"><c>chpasswd</c> for users, <c>chgpasswd</c> for groups.</param>
    /// <param name="name">User or group.</param>
    /// <param name="hash">Encrypted password, without colon and line end.</param>
    /// <returns>The command.</returns>
    public Command SetPassword(string program, string name, string hash) =>
        On(program, "--encrypted").WithInput(Encoding.UTF8.GetBytes($"{name}:{hash}\n"));
}
