using System.Runtime.InteropServices.Marshalling;

namespace Ignition.Linux.Calls;

/// <summary>The one door for texts on their way to the system: UTF-8 that ends with a NUL, and has none before.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
public static unsafe class CString
{
    /// <summary>Refuses a text with a NUL in it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text.</returns>
    /// <exception cref="NulException">There is one.</exception>
    public static string Checked(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new NulException(text) : text;

    /// <summary>One text for the time of one call.</summary>
    public ref struct In
    {
        private Utf8StringMarshaller.ManagedToUnmanagedIn _text;

        /// <summary>Bytes of a text that needs no memory of its own.</summary>
        public static int BufferSize => Utf8StringMarshaller.ManagedToUnmanagedIn.BufferSize;

        /// <summary>Takes the text.</summary>
        /// <param name="text">The text.</param>
        /// <param name="buffer">Room for a short one.</param>
        /// <exception cref="NulException">There is a NUL in it.</exception>
        public void FromManaged(string text, Span<byte> buffer) => _text.FromManaged(Checked(text), buffer);

        /// <summary>Gives it to the system.</summary>
        /// <returns>Its first byte.</returns>
        public byte* ToUnmanaged() => _text.ToUnmanaged();

        /// <summary>Ends it.</summary>
        public void Free() => _text.Free();
    }
}
