using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Ignition.Agent.Cli;
using Ignition.Linux.Calls;
using Mono.Unix.Native;
using Xunit;

namespace Ignition.Agent.Tests.Calls;

/// <summary>System calls: each declared once, by Mono.Posix where that needs no library beside the binary, every text through one door.</summary>
public sealed class SystemCallsTests
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Calls whose arguments differ from request to request, or from number to number.</summary>
    private static readonly string[] ManyInOne = ["syscall"];

    /// <summary>isatty(3) is the one call that Mono.Posix wraps without converting anything.</summary>
    private static readonly string[] Wrapped = ["isatty"];

    private static Assembly[] Ours => [typeof(Posix).Assembly, typeof(Commands).Assembly];

    private static IEnumerable<MethodInfo> Methods => Ours.SelectMany(static a => a.GetTypes()).SelectMany(static t => t.GetMethods(Any));

    private static IEnumerable<(MethodInfo Method, DllImportAttribute Import)> Imports =>
        Methods.Select(static m => (m, m.GetCustomAttribute<DllImportAttribute>())).Where(static pair => pair.Item2 is not null).Select(static pair => (pair.m, pair.Item2!));

    /// <summary>What Mono.Posix hands straight to libc: numbers only.</summary>
    private static IEnumerable<MethodInfo> OfMono => typeof(Syscall).GetMethods(Any)
        .Where(static m => m.IsPublic && m.GetCustomAttribute<DllImportAttribute>()?.Value == "libc" && m.GetParameters().All(static p => p.ParameterType.IsPrimitive));

    [Fact]
    public void Each_call_is_declared_once()
    {
        var names = Imports.Where(static i => i.Import.Value == "libc").Select(static i => i.Import.EntryPoint ?? i.Method.Name).ToList();
        Assert.True(names.Count > 40, $"only {names.Count} declarations found");
        Assert.Empty(names.Except(ManyInOne).Where(name => names.Count(other => other == name) > 1).Distinct());
    }

    [Fact]
    public void No_call_that_Mono_Posix_has_without_its_library_is_declared_again()
    {
        var theirs = OfMono.Select(static m => m.Name).Concat(Wrapped).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { "close", "fsync", "fdatasync", "fchown", "setsid" }, theirs);
        Assert.Empty(Imports.Select(static i => i.Import.EntryPoint ?? i.Method.Name).Intersect(theirs));
    }

    [Fact]
    public void Nothing_is_called_of_Mono_Posix_that_needs_its_library()
    {
        var allowed = OfMono.Select(static m => "Syscall." + m.Name).Concat(Wrapped.Select(static n => "Syscall." + n)).ToHashSet(StringComparer.Ordinal);
        var called = Ours.SelectMany(static a => Called(a.Location)).ToList();
        Assert.Contains("Syscall.close", called);
        Assert.Empty(called.Except(allowed));
    }

    [Fact]
    public void Every_text_goes_through_the_one_door()
    {
        var declared = Methods.Where(static m => m.IsDefined(typeof(LibraryImportAttribute)) && m.GetParameters().Any(static p => p.ParameterType == typeof(string))).ToList();
        Assert.True(declared.Count > 15, $"only {declared.Count} declarations with a text found");
        Assert.Empty(declared.Where(static m => m.GetCustomAttribute<LibraryImportAttribute>()!.StringMarshallingCustomType != typeof(CString)).Select(static m => m.Name));
        Assert.Empty(Imports.Where(static i => i.Method.GetParameters().Any(static p => p.ParameterType == typeof(string))).Select(static i => i.Method.Name));
    }

    private static IEnumerable<string> Called(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            if (metadata.GetString(type.Namespace).StartsWith("Mono.", StringComparison.Ordinal)) yield return $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}";
        }
    }
}
