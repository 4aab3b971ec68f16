using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Ignition.Linux.Calls;

namespace Ignition.Linux.Processes;

/// <summary>A null-terminated vector of C strings: argv or envp.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    private readonly int _count;

    /// <exception cref="NulException">A text has a NUL in it.</exception>
    internal StringVector(IReadOnlyList<string> values)
    {
        foreach (var value in values) CString.Checked(value);
        _count = values.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            var length = Encoding.UTF8.GetByteCount(values[i]);
            Pointer[i] = (byte*)NativeMemory.Alloc((nuint)length + 1);
            Encoding.UTF8.GetBytes(values[i], new Span<byte>(Pointer[i], length));
            Pointer[i][length] = 0;
        }
    }

    internal byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++) NativeMemory.Free(Pointer[i]);
        NativeMemory.Free(Pointer);
    }

    /// <summary>The environment of a command: this process's, changed as the command says.</summary>
    internal static StringVector EnvironmentOf(Command command)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value;
        foreach (var change in command.Environment) variables[change.Key] = change.Value;
        var values = new List<string>(variables.Count);
        foreach (var variable in variables)
            if (variable.Value is not null) values.Add($"{variable.Key}={variable.Value}");
        return new StringVector(values);
    }
}
