using System.Text.Json.Nodes;

namespace Ignition.Config.Tests.Corpus;

/// <summary>A config without null, {} and [], as the corpus has it.</summary>
internal static class Pruned
{
    public static JsonNode? Of(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    members.Remove(name);
                    if (Of(value) is { } kept) members.Add(name, kept);
                }
                return members.Count == 0 ? null : members;
            case JsonArray items:
                return items.Count == 0 ? null : new JsonArray([.. items.Select(static x => Of(x?.DeepClone()))]);
            default:
                return node;
        }
    }
}
