using System.Globalization;
using Ignition.Config.Json;
using Ignition.Config.Model;

namespace Ignition.Config.Locations;

/// <summary>A value of a scanned JSON text.</summary>
internal sealed class JsonNode(JsonTape tape, int index) : PlaceNode
{
    /// <inheritdoc/>
    public override Place? Place => tape.PlaceOf(index);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, PlaceNode>> Children
    {
        get
        {
            var isObject = tape[index].Kind == JsonKind.Object;
            if (!isObject && tape[index].Kind != JsonKind.List) yield break;
            var number = 0;
            for (var i = index + 1; i < tape[index].Next; i = tape[i].Next)
            {
                var name = isObject ? tape.Text(tape[i]) : (number++).ToString(CultureInfo.InvariantCulture);
                if (isObject) i++;
                yield return new(name, new JsonNode(tape, i));
            }
        }
    }

    /// <inheritdoc/>
    public override PlaceNode? Child(string name, bool exact)
    {
        var found = tape[index].Kind switch
        {
            JsonKind.Object => tape.Member(index, name, exact),
            JsonKind.List when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => tape.ItemAt(index, number),
            _ => -1,
        };
        return found < 0 ? null : new JsonNode(tape, found);
    }
}
