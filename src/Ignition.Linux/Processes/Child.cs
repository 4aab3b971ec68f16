using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Processes;

/// <summary>A running program: its pipes, its pidfd, its end.</summary>
internal sealed unsafe class Child : IDisposable
{
    private readonly Command _command;
    private readonly Capture _output;
    private readonly Capture _errors;
    private int _pid;
    private bool _running;
    private int _input = -1;
    private int _outputEnd = -1;
    private int _errorEnd = -1;
    private int _pidfd = -1;
    private int _written;

    private Child(Command command)
    {
        _command = command;
        _output = new Capture(command.CaptureLimit);
        _errors = new Capture(command.CaptureLimit);
    }

    internal static Child Start(Command command)
    {
        string? path = null;
        foreach (var change in command.Environment)
            if (change.Key == "PATH") path = change.Value;
        var program = ProgramPath.Find(command.Program, path) ?? throw new ProgramNotFoundException(command.Program);
        var child = new Child(command);
        try
        {
            child.Launch(program);
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    private void Launch(string program)
    {
        byte* actions = stackalloc byte[Spawn.OpaqueSize];
        byte* attributes = stackalloc byte[Spawn.OpaqueSize];
        int childInput = -1, childOutput = -1, childErrors = -1;
        Spawn.ActionsInit(actions);
        Spawn.AttributesInit(attributes);
        try
        {
            (_outputEnd, childOutput) = OpenPipe();
            (_errorEnd, childErrors) = OpenPipe();
            if (_command.Input.IsEmpty)
            {
                Spawn.ActionsOpen(actions, 0, "/dev/null", 0, 0);
            }
            else
            {
                (childInput, _input) = OpenPipe();
                Spawn.ActionsDuplicate(actions, childInput, 0);
                MakeNonBlocking(_input);
            }
            Spawn.ActionsDuplicate(actions, childOutput, 1);
            Spawn.ActionsDuplicate(actions, childErrors, 2);
            MakeNonBlocking(_outputEnd);
            MakeNonBlocking(_errorEnd);
            SetAttributes(attributes);

            using var argv = new StringVector([_command.Program, .. _command.Arguments]);
            using var envp = StringVector.EnvironmentOf(_command);
            using var path = new StringVector([program]);
            int pid;
            var error = Spawn.Start(&pid, path.Pointer[0], actions, attributes, argv.Pointer, envp.Pointer);
            if (error != 0) throw new CommandException($"{_command} cannot be started: {Marshal.GetPInvokeErrorMessage(error)}");
            _pid = pid;
            _running = true;
            // These make room for the pidfd and the eventfd: a program that has been started must not be killed for want of them.
            CloseEnd(ref childInput);
            CloseEnd(ref childOutput);
            CloseEnd(ref childErrors);
            _pidfd = (int)Spawn.PidfdOpen(Spawn.PidfdOpenCall, pid, 0);
            if (_pidfd < 0) throw Failed("pidfd_open");
        }
        finally
        {
            CloseEnd(ref childInput);
            CloseEnd(ref childOutput);
            CloseEnd(ref childErrors);
            Spawn.ActionsDestroy(actions);
            Spawn.AttributesDestroy(attributes);
        }
    }

    /// <summary>A group of its own, and signals as a program finds them that was started from a shell.</summary>
    private static void SetAttributes(byte* attributes)
    {
        byte* defaults = stackalloc byte[128];
        byte* none = stackalloc byte[128];
        new Span<byte>(none, 128).Clear();
        new Span<byte>(defaults, 128).Clear();
        // Signals 1 to 31 but SIGKILL and SIGSTOP: .NET ignores SIGPIPE, and what is ignored stays so across exec.
        *(uint*)defaults = 0x7FFF_FFFF & ~(1u << 8) & ~(1u << 18);
        Spawn.AttributesFlags(attributes, Spawn.SetProcessGroup | Spawn.SetSignalDefaults | Spawn.SetSignalMask);
        Spawn.AttributesGroup(attributes, 0);
        Spawn.AttributesDefaults(attributes, defaults);
        Spawn.AttributesMask(attributes, none);
    }

    internal CommandResult WaitForEnd(CancellationToken cancel)
    {
        var stop = -1;
        var registration = cancel.CanBeCanceled ? Watch(cancel, out stop) : default;
        try
        {
            long? deadline = _command.Timeout is { } limit ? Environment.TickCount64 + (long)limit.TotalMilliseconds : null;
            var timedOut = false;
            var stopping = false;
            while (true)
            {
                var happened = Poll(stopping ? -1 : stop, deadline);
                if (happened.HasFlag(Happening.Ended)) break;
                if ((happened & (Happening.Late | Happening.Stopped)) == Happening.None) continue;
                timedOut |= happened.HasFlag(Happening.Late) && !stopping;
                Spawn.Signal(-_pid, stopping ? Spawn.Kill : Spawn.Terminate);
                deadline = stopping ? null : Environment.TickCount64 + (long)_command.Grace.TotalMilliseconds;
                stopping = true;
            }

            // What the program wrote before it ended is in the pipes; a daemon it left behind may hold them open for ever.
            Drain(ref _outputEnd, _output);
            Drain(ref _errorEnd, _errors);
            // Before the id is given back to the kernel, while it can name no other group.
            if (stopping) Spawn.Signal(-_pid, Spawn.Kill);
            var (code, signal) = Reap();
            if (timedOut) throw new CommandTimeoutException(_command);
            if (stopping) cancel.ThrowIfCancellationRequested();
            return new CommandResult(_command, code, _output.ToString(), _errors.ToString(), signal);
        }
        finally
        {
            registration.Dispose();
            CloseEnd(ref stop);
        }
    }

    /// <summary>Waits once, and takes and gives what the pipes have room for.</summary>
    private Happening Poll(int stop, long? deadline)
    {
        Span<PollEntry> entries =
        [
            new() { Descriptor = _pidfd, Wanted = PollEntry.In },
            new() { Descriptor = _outputEnd, Wanted = PollEntry.In },
            new() { Descriptor = _errorEnd, Wanted = PollEntry.In },
            new() { Descriptor = _input, Wanted = PollEntry.Out },
            new() { Descriptor = stop, Wanted = PollEntry.In },
        ];
        var ready = Posix.Poll(entries, deadline is { } end ? (int)Math.Clamp(end - Environment.TickCount64, 0, int.MaxValue) : -1);
        if (ready < 0) return Marshal.GetLastPInvokeError() == Posix.Interrupted ? Happening.None : throw Failed("poll");
        if (ready == 0) return Happening.Late;
        if (entries[1].Happened != 0) Drain(ref _outputEnd, _output);
        if (entries[2].Happened != 0) Drain(ref _errorEnd, _errors);
        if (entries[3].Happened != 0) Feed();
        return (entries[0].Happened != 0 ? Happening.Ended : Happening.None) | (entries[4].Happened != 0 ? Happening.Stopped : Happening.None);
    }

    public void Dispose()
    {
        if (_running)
        {
            Spawn.Signal(-_pid, Spawn.Kill);
            Reap();
        }
        CloseEnd(ref _input);
        CloseEnd(ref _outputEnd);
        CloseEnd(ref _errorEnd);
        CloseEnd(ref _pidfd);
    }

    private static CancellationTokenRegistration Watch(CancellationToken cancel, out int stop)
    {
        var descriptor = Spawn.EventDescriptor(0, Posix.CloseOnExec | Posix.NonBlocking);
        if (descriptor < 0) throw Failed("eventfd");
        stop = descriptor;
        return cancel.Register(() =>
        {
            var one = 1UL;
            _ = Posix.Write(descriptor, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in one)));
        });
    }

    private static void Drain(ref int end, Capture capture)
    {
        if (end < 0) return;
        Span<byte> buffer = stackalloc byte[4096];
        int count;
        while ((count = Posix.Read(end, buffer)) > 0) capture.Add(buffer[..count]);
        if (count == 0 || Marshal.GetLastPInvokeError() != Posix.TryAgain) CloseEnd(ref end);
    }

    private void Feed()
    {
        var count = Posix.Write(_input, _command.Input.Span[_written..]);
        var error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (error == Posix.TryAgain) return;
        // A program that closes its input early has said all about it with its exit code.
        if (error != 0 && error != Posix.BrokenPipe) throw Failed("write");
        _written += Math.Max(count, 0);
        if (error == Posix.BrokenPipe || _written == _command.Input.Length) CloseEnd(ref _input);
    }

    private (int Code, int Signal) Reap()
    {
        int status;
        while (Spawn.WaitPid(_pid, &status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Posix.Interrupted) throw Failed("waitpid");
        _running = false;
        var signal = status & 0x7F;
        return (signal == 0 ? (status >> 8) & 0xFF : 128 + signal, signal);
    }

    private static (int Read, int Write) OpenPipe()
    {
        var ends = stackalloc int[2];
        return Spawn.Pipe(ends, Posix.CloseOnExec) == 0 ? (ends[0], ends[1]) : throw Failed("pipe2");
    }

    private static void MakeNonBlocking(int descriptor)
    {
        const int SetFlags = 4;
        if (Posix.Control(descriptor, SetFlags, Posix.NonBlocking) < 0) throw Failed("fcntl");
    }

    private static void CloseEnd(ref int end)
    {
        if (end >= 0) Posix.Close(end);
        end = -1;
    }

    private static CommandException Failed(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    /// <summary>What a wait came back with.</summary>
    [Flags]
    private enum Happening
    {
        None = 0,
        Ended = 1,
        Stopped = 2,
        Late = 4,
    }

    /// <summary>The first bytes of a stream.</summary>
    private sealed class Capture(int limit)
    {
        private readonly MemoryStream _kept = new();

        internal void Add(ReadOnlySpan<byte> bytes) => _kept.Write(bytes[..Math.Min(bytes.Length, limit - (int)_kept.Length)]);

        public override string ToString() => Encoding.UTF8.GetString(_kept.GetBuffer(), 0, (int)_kept.Length);
    }
}
