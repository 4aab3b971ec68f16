using System.Text;

namespace Ignition.Config.Validation;

/// <summary>The way from the root to where a check is. Written out only when there is something to report.</summary>
internal sealed class Trail
{
    private readonly List<(string? Name, int Index)> _steps = new(12);

    /// <summary>The path, <c>$.storage.files.0</c>.</summary>
    public string Path => Write(null);

    /// <summary>Goes to a member.</summary>
    public void Push(string name) => _steps.Add((name, 0));

    /// <summary>Goes to a list item.</summary>
    public void Push(int index) => _steps.Add((null, index));

    /// <summary>Goes back one step.</summary>
    public void Pop() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>Goes back two steps: out of an item and its list.</summary>
    public void PopItem() => _steps.RemoveRange(_steps.Count - 2, 2);

    /// <summary>The path of a member of where the check is; its name may itself be a path.</summary>
    public string To(string member) => Write(member);

    private string Write(string? member)
    {
        var path = new StringBuilder("$");
        foreach (var (name, index) in _steps)
        {
            path.Append('.');
            if (name is null) path.Append(index);
            else path.Append(name);
        }
        if (member is not null) path.Append('.').Append(member);
        return path.ToString();
    }
}
