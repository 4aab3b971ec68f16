using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Ignition.Agent.Tests.Rooms;

/// <summary>A method of the product is read in one go: at most 15 branches and 60 lines, but for those that are named here with their reason.</summary>
/// <remarks>
/// A branch is an <c>if</c>, a loop, a <c>catch</c>, a <c>?:</c>, a case of a switch. A switch that only gives a constant for a constant is a
/// table, and one branch. A function inside a method counts for itself, and its lines for neither twice.
/// </remarks>
public sealed class MethodSizeTests(ITestOutputHelper output)
{
    private const int MostBranches = 15, MostLines = 60;

    /// <summary>Those that are larger, and why they stay so.</summary>
    private static readonly Dictionary<string, string> _exceptions = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void No_method_is_larger_than_can_be_read_in_one_go()
    {
        var large = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(Measure)
            .Where(static method => method.Branches > MostBranches || method.Lines > MostLines)
            .OrderByDescending(static method => method.Branches)
            .ToList();
        foreach (var method in large) output.WriteLine($"{method.Name}: {method.Branches} branches, {method.Lines} lines; {_exceptions.GetValueOrDefault(method.Name, "no reason")}");
        Assert.Empty(large.Where(static method => !_exceptions.ContainsKey(method.Name)).Select(static method => $"{method.Name}: {method.Branches} branches, {method.Lines} lines"));
        Assert.Empty(_exceptions.Keys.Except(large.Select(static method => method.Name), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("void M() { if (a) b(); foreach (var x in y) { while (c) d(); } }", 3)]
    [InlineData("int M() => a ? b() : c switch { 1 => d(), 2 => e(), _ => f() };", 4)]
    [InlineData("string M() => a switch { 1 => \"x\", 2 => \"y\", 3 or 4 => \"z\", _ => \"\" };", 1)]
    [InlineData("void M() { switch (a) { case 1: case 2: b(); break; default: break; } try { } catch { } }", 4)]
    [InlineData("void M() { void N() { if (a) b(); } N(); }", 0)]
    public void Branches_are_counted(string method, int branches) =>
        Assert.Equal(branches, Measure(CSharpSyntaxTree.ParseText($"class C {{ {method} }}", cancellationToken: TestContext.Current.CancellationToken)).First().Branches);

    private static IEnumerable<Method> Measure(string file) => Measure(CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file));

    private static IEnumerable<Method> Measure(SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (node is not (BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)) continue;
            var own = node.DescendantNodes(inner => inner == node || inner is not LocalFunctionStatementSyntax).ToList();
            var lines = Lines(node) - own.OfType<LocalFunctionStatementSyntax>().Sum(Lines);
            yield return new Method(Name(node), own.Sum(Branches), lines);
        }
    }

    private static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static int Branches(SyntaxNode node) => node switch
    {
        IfStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax => 1,
        ConditionalExpressionSyntax or CatchClauseSyntax => 1,
        SwitchStatementSyntax statement => statement.Sections.Sum(static section => section.Labels.Count),
        SwitchExpressionSyntax table when table.Arms.All(static arm => IsConstant(arm.Expression)) => 1,
        SwitchExpressionSyntax expression => expression.Arms.Count,
        _ => 0,
    };

    private static bool IsConstant(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax => true,
        PrefixUnaryExpressionSyntax unary => IsConstant(unary.Operand),
        _ => false,
    };

    private static string Name(SyntaxNode node)
    {
        var type = node.Ancestors().OfType<TypeDeclarationSyntax>().First().Identifier.Text;
        return node switch
        {
            MethodDeclarationSyntax method => $"{type}.{method.Identifier.Text}",
            LocalFunctionStatementSyntax local => $"{type}.{local.Identifier.Text}",
            AccessorDeclarationSyntax accessor => $"{type}.{accessor.Keyword.Text}",
            _ => $"{type}.new",
        };
    }

    private sealed record Method(string Name, int Branches, int Lines);
}
