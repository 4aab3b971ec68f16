using System.Buffers;
using System.Buffers.Text;
using Ignition.Provisioning.Failures;

namespace Ignition.Platforms;

/// <summary>User data that a service always gives in base64.</summary>
internal static class Base64UserData
{
    /// <summary>Decodes it; line ends inside are allowed.</summary>
    /// <exception cref="FailureException">It is not base64.</exception>
    public static byte[]? Decode(string platform, byte[]? text)
    {
        if (text is null) return null;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, decoded, out _, out var length) == OperationStatus.Done
            ? decoded[..length]
            : throw new FailureException(PlatformFailures.Encoding, $"the metadata service of {platform} gave user data that is not base64");
    }
}
