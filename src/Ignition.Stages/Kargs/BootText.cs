using System.Text;

namespace Ignition.Stages.Kargs;

/// <summary>Files of boot loaders as text with one character a byte: what is in them besides ours need not be UTF-8, and stays as it is.</summary>
internal static class BootText
{
    /// <summary>The text of a file.</summary>
    public static string Of(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The bytes of a text.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
