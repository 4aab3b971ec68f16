using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Ignition.Config.Json;
using Ignition.Config.Model;

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
        using (var json = new Utf8JsonWriter(buffer, PlainJsonEncoder.Options()))
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
        return new StoredNode(new Stored(tape, files), root);
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

    /// <summary>A places file in memory.</summary>
    private sealed class Stored(JsonTape tape, List<string> files)
    {
        // Long lists are asked for item after item: searching each time from the start would be quadratic.
        private const int Long = 32;
        private readonly Dictionary<int, Dictionary<string, int>> _indexes = [];

        public JsonTape Tape => tape;

        public List<string> Files => files;

        public int Member(int members, string name, bool exact)
        {
            if (tape[members].Next - members < Long) return tape.Member(members, name, exact);
            if (!_indexes.TryGetValue(members, out var index))
            {
                index = new Dictionary<string, int>(StringComparer.Ordinal);
                for (var i = members + 1; i < tape[members].Next; i = tape[i + 1].Next) index[tape.Text(tape[i])] = i + 1;
                _indexes.Add(members, index);
            }

            return index.TryGetValue(name, out var found) ? found : exact ? -1 : tape.Member(members, name, exact);
        }
    }

    private sealed class StoredNode(Stored stored, int index) : PlaceNode
    {
        private JsonTape Tape => stored.Tape;

        public override Place? Place
        {
            get
            {
                var file = Number(0);
                return file < 0 || file >= stored.Files.Count ? null : new Place(stored.Files[file], Number(1), Number(2));
            }
        }

        public override IEnumerable<KeyValuePair<string, PlaceNode>> Children
        {
            get
            {
                var members = Tape.ItemAt(index, 3);
                if (members < 0) yield break;
                for (var i = members + 1; i < Tape[members].Next; i = Tape[i + 1].Next)
                    yield return new(Tape.Text(Tape[i]), new StoredNode(stored, i + 1));
            }
        }

        public override PlaceNode? Child(string name, bool exact)
        {
            var members = Tape.ItemAt(index, 3);
            var found = members < 0 ? -1 : stored.Member(members, name, exact);
            return found < 0 ? null : new StoredNode(stored, found);
        }

        private int Number(int item)
        {
            var at = Tape.ItemAt(index, item);
            return at >= 0 && int.TryParse(Tape.Written(Tape[at]), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException("A node of the places file is not [file, line, column].");
        }
    }
}
