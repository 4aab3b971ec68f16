using System.Buffers;
using System.Text;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Config.Model;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>The pin and its configuration that a volume is bound to. Pure.</summary>
internal static class ClevisBinding
{
    /// <summary>True when the volume is to be bound at all.</summary>
    public static bool IsWanted(Clevis clevis) =>
        clevis.Custom.Pin is { Length: > 0 } || clevis.Tang.Count > 0 || clevis.Tpm2 == true || clevis.Threshold is not (null or 0);

    /// <summary>Pin and configuration for <c>clevis luks bind</c>.</summary>
    public static (string Pin, string Config) Of(Clevis clevis) => clevis.Custom.Pin is { Length: > 0 } pin
        ? (pin, clevis.Custom.Config ?? "")
        : ("sss", ShamirConfig(clevis));

    /// <summary>True when enough pins can be reached now to open the volume with them.</summary>
    public static bool CanTest(Clevis clevis)
    {
        if (clevis.Custom.Pin is { Length: > 0 }) return false;
        var reachable = clevis.Tpm2 == true ? 1 : 0;
        foreach (var tang in clevis.Tang)
        {
            if (string.IsNullOrEmpty(tang.Advertisement)) reachable++;
        }

        return reachable >= (clevis.Threshold ?? 1);
    }

    private static string ShamirConfig(Clevis clevis)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options()))
        {
            json.WriteStartObject();
            json.WriteStartObject("pins");
            if (clevis.Tang.Count > 0)
            {
                json.WriteStartArray("tang");
                foreach (var tang in clevis.Tang)
                {
                    json.WriteStartObject();
                    json.WriteString("url", tang.Url);
                    json.WriteString("thp", tang.Thumbprint ?? "");
                    if (!string.IsNullOrEmpty(tang.Advertisement)) // an empty one counts as absent (B32)
                    {
                        json.WritePropertyName("adv");
                        json.WriteRawValue(tang.Advertisement);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
            else if (clevis.Tpm2 != true)
            {
                json.WriteNull("tang");
            }

            if (clevis.Tpm2 == true)
            {
                json.WriteStartObject("tpm2");
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteNumber("t", clevis.Threshold ?? 1);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
