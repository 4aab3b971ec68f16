using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Config.Reading;

namespace Ignition.Config.Locations;

/// <summary>The file form of places: <c>{"places": NODE, "files": [name…]}</c>, a NODE being <c>[file, line, column, {name: NODE…}]</c>.</summary>
internal static class PlacesFile
{
    // Deeper than any field of the config language; below an unknown key nothing is looked up.
    private const int Deepest = 16;

    public static byte[] Write(PlaceNode root)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        var files = new List<string>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("places");
            Write(json, root, files, 0);
            json.WriteStartArray("files");
            foreach (var file in files) json.WriteStringValue(file);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static PlaceNode Read(ReadOnlyMemory<byte> bytes)
    {
        var tokens = JsonScanner.Scan(bytes.Span, out var count, out var problem)
            ?? throw new FormatException($"The places file is not JSON: {problem!.Message} (byte {problem.Offset}).");
        var tape = new JsonTape(bytes, tokens, count, "places");
        var names = tape.Member(0, "files"u8);
        var root = tape.Member(0, "places"u8);
        if (names < 0 || root < 0) throw new FormatException("The places file has no places.");
        var files = new List<string>();
        for (var i = names + 1; i < tape[names].Next; i = tape[i].Next) files.Add(tape.Text(tape[i]));
        return new StoredNode(tape, root, files);
    }

    private static void Write(Utf8JsonWriter json, PlaceNode node, List<string> files, int depth)
    {
        json.WriteStartArray();
        if (node.Place is { } place)
        {
            var file = files.IndexOf(place.File);
            if (file < 0) { file = files.Count; files.Add(place.File); }
            json.WriteNumberValue(file);
            json.WriteNumberValue(place.Line);
            json.WriteNumberValue(place.Column);
        }
        else
        {
            json.WriteNumberValue(-1);
            json.WriteNumberValue(0);
            json.WriteNumberValue(0);
        }
        var open = false;
        if (depth < Deepest)
        {
            foreach (var (name, child) in node.Children)
            {
                if (!open) json.WriteStartObject();
                open = true;
                json.WritePropertyName(name);
                Write(json, child, files, depth + 1);
            }
        }
        if (open) json.WriteEndObject();
        json.WriteEndArray();
    }

    private sealed class StoredNode(JsonTape tape, int index, List<string> files) : PlaceNode
    {
        public override Place? Place
        {
            get
            {
                var file = Number(0);
                return file < 0 || file >= files.Count ? null : new Place(files[file], Number(1), Number(2));
            }
        }

        public override IEnumerable<KeyValuePair<string, PlaceNode>> Children
        {
            get
            {
                var members = tape.ItemAt(index, 3);
                if (members < 0) yield break;
                for (var i = members + 1; i < tape[members].Next; i = tape[i + 1].Next)
                    yield return new(tape.Text(tape[i]), new StoredNode(tape, i + 1, files));
            }
        }

        public override PlaceNode? Child(string name, bool exact)
        {
            var members = tape.ItemAt(index, 3);
            var found = members < 0 ? -1 : tape.Member(members, name, exact);
            return found < 0 ? null : new StoredNode(tape, found, files);
        }

        private int Number(int item)
        {
            var at = tape.ItemAt(index, item);
            return at >= 0 && int.TryParse(tape.Written(tape[at]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException("A node of the places file is not [file, line, column].");
        }
    }
}
