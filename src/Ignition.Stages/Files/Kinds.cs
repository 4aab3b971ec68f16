using Ignition.Linux.Files;

namespace Ignition.Stages.Files;

/// <summary>Words for kinds of nodes.</summary>
internal static class Kinds
{
    /// <summary>The kind with its article.</summary>
    public static string Name(NodeKind kind) => kind switch
    {
        NodeKind.File => "the file",
        NodeKind.Directory => "the directory",
        NodeKind.Link => "the symbolic link",
        _ => "the special file",
    };
}
