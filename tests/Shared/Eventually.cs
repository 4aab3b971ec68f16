using System.Runtime.CompilerServices;
using Xunit;

namespace Ignition.Tests;

/// <summary>What is waited for instead of for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>Waits until something is true; a failure when it does not become so.</summary>
    public static async Task Holds(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_longest, $"not within {s_longest.TotalSeconds:0} s: {text}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
