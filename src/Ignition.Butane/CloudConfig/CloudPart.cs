using System.IO.Compression;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>A part of user data.</summary>
internal sealed class CloudPart(string type, string text, int line)
{
    /// <summary>What it is, as a media type.</summary>
    public string Type { get; } = type;

    /// <summary>Its text.</summary>
    public string Text { get; } = text;

    /// <summary>Line of the source where it starts.</summary>
    public int Line { get; } = line;

    /// <summary>Type of a cloud-config.</summary>
    public const string Config = "text/cloud-config";

    private const string Archive = "text/cloud-config-archive";
    private const int MostBytes = 64 << 20;

    private static readonly (string Mark, string Type)[] Marks =
    [
        ("#cloud-config-archive", Archive), ("#cloud-config-jsonp", "text/cloud-config-jsonp"), ("#cloud-config", Config), ("#!", "text/x-shellscript"),
        ("#cloud-boothook", "text/cloud-boothook"), ("#include-once", "text/x-include-once-url"), ("#include", "text/x-include-url"),
        ("#part-handler", "text/part-handler"), ("#upstart-job", "text/upstart-job"), ("#ps1", "text/x-powershell"), ("## template:", "text/jinja2"),
    ];

    /// <summary>True when its lines are not those of the source, as they were encoded.</summary>
    public bool Encoded { get; init; }

    /// <summary>Where a place of the text is in the source.</summary>
    /// <param name="line">Line of the text, counted from 1.</param>
    /// <param name="column">Column, counted from 1.</param>
    /// <returns>Line and column of the source.</returns>
    public (int Line, int Column) At(int line, int column) => Encoded ? (Line, 1) : (Line + line - 1, column);

    /// <summary>A node where it starts.</summary>
    public YamlNode Place => new(YamlKind.Scalar, Line, 1);

    /// <summary>Takes user data apart.</summary>
    /// <param name="bytes">The bytes; gzip is taken off.</param>
    /// <param name="report">Takes what is said of parts.</param>
    /// <returns>Its parts.</returns>
    /// <exception cref="YamlException">It cannot be read.</exception>
    public static List<CloudPart> Of(ReadOnlySpan<byte> bytes, CloudReport report)
    {
        var text = YamlBytes.Decode(bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? Inflate(bytes) : bytes);
        if (MimeMessage.Looks(text))
        {
            return [.. MimeMessage.Parts(text, report).SelectMany(part => Inside(part, report))];
        }

        return Inside(new CloudPart(TypeOf(text) is Archive ? Archive : Config, text, 1), report);
    }

    /// <summary>What a text is by its first line.</summary>
    /// <param name="text">The text.</param>
    /// <returns>A media type; null when it does not say.</returns>
    public static string? TypeOf(string text)
    {
        var start = text.TrimStart('\n', '\r', ' ');
        return Array.Find(Marks, known => start.StartsWith(known.Mark, StringComparison.OrdinalIgnoreCase)).Type;
    }

    private static List<CloudPart> Inside(CloudPart part, CloudReport report) =>
        part.Type == Archive ? CloudArchive.Parts(part, report) : [part];

    private static byte[] Inflate(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (var read = packed.Read(buffer); read > 0; read = packed.Read(buffer))
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > MostBytes)
                {
                    throw new YamlException("unpacked it is far too large for a cloud-config", 1, 1);
                }
            }

            return plain.ToArray();
        }
        catch (InvalidDataException)
        {
            throw new YamlException("it is compressed with gzip, and damaged", 1, 1);
        }
    }
}
