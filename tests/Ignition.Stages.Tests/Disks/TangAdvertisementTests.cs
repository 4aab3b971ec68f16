using System.Diagnostics;
using System.Text;
using Ignition.Stages.Disks.Volumes;
using Xunit;

namespace Ignition.Stages.Tests.Disks;

/// <summary>What clevis and jose take for the advertisement of a trusted key; the expectations are theirs (clevis 19, jose 11).</summary>
public sealed class TangAdvertisementTests
{
    /// <summary>Thumbprint of the advertised key that signs.</summary>
    public const string Signing = "jqeJMpZzCrK9XjcaWLUil3GIxo-J0lekKM0A_dOzefs";

    /// <summary>What tangd advertises.</summary>
    public const string Real = """
        {"payload": "eyJrZXlzIjogW3siYWxnIjogIkVTNTEyIiwgImNydiI6ICJQLTUyMSIsICJrZXlfb3BzIjogWyJ2ZXJpZnkiXSwgImt0eSI6ICJFQyIsICJ4IjogIkFlT3poV1lEdS0yMnhoLWtLS1d5UGdIb3ZrUWRaV25OVWg2S2I4dFYtNkVYMGZKNlAta3JuWUMyaEQ1ZUtqOGlieDJUU3E2aGtHYzZ2R0V6ajNRZWIzX2wiLCAieSI6ICJBUXhrR3M0emIzSGN3bUZ6aVhoQl9Yd0NFWndiZXUwRWNDWEU5U0tFVzFxR1pEVU50X0ZrYXYyREVMMmpITFRLRm1oTnljdHhULXJrRlo3c2M4SWUwZko2In0sIHsiYWxnIjogIkVDTVIiLCAiY3J2IjogIlAtNTIxIiwgImtleV9vcHMiOiBbImRlcml2ZUtleSJdLCAia3R5IjogIkVDIiwgIngiOiAiQWZNcjdzX2hWZkhEQ3NaVmMwTUJMWHdUdHFHYjUzYkxDZmRFdGpQZElnaC1HVTUwMFBoYkJnNXlvSHIwOVB5QkZ5d1lJRUQ4NWZxX0VWWVU2b1U0UVhXdSIsICJ5IjogIkFOdkN5Y1QyekZ0bERMd3VEaDJEQU0zd2FreEdiaU9QOE1MOUFPSV9HZVR2Vk40VFhLS016aEt1bVZnTkY5TFpUZ2tOYXlYYlZ4eUc5UFUyakk5RzQxMy0ifV19",
         "protected": "eyJhbGciOiJFUzUxMiIsImN0eSI6Imp3ay1zZXQranNvbiJ9", "signature": "AEd0VQ"}
        """;

    private const string Curve = """
        "kty": "EC", "crv": "P-256", "x": "AAA", "y": "BBB"
        """;

    private const string OfCurve = "i1UpPK86aAbPsZ4k7q-iPFEaeHZoKHij5aFPKk8XWTM";

    private const string Exchange = """
        {"kty": "EC", "crv": "P-256", "x": "CCC", "y": "DDD", "key_ops": ["deriveKey"]}
        """;

    [Theory]
    [InlineData(Signing, true)] // SHA-256
    [InlineData("z3FjLeiwjHq2DPVbr2pYksjvgK8", true)] // SHA-1
    [InlineData("any", true)]
    [InlineData("ADJqqB2NKGHvAMQH4OeXIIqCZ_PpBWT8JYFCl0cajEE", false)] // the exchange key's
    [InlineData("lYqRl4sjR2K7xX0q0K7tPTOX0pQ", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData(Signing + "=", false)]
    [InlineData("x", false)]
    public void Any_signing_key_by_either_thumbprint_is_trusted(string thumbprint, bool trusted) =>
        Assert.Equal(trusted, Has(Real, thumbprint));

    [Theory]
    [InlineData("""
        "key_ops": ["verify"]
        """, true)]
    [InlineData("""
        "key_ops": [1, "verify"]
        """, true)]
    [InlineData("""
        "use": "sig"
        """, true)]
    [InlineData("""
        "use": "sig", "key_ops": ["deriveKey"]
        """, true)]
    [InlineData("""
        "use": "enc", "key_ops": ["verify"]
        """, true)]
    [InlineData("""
        "use": "enc"
        """, false)]
    [InlineData("""
        "use": "verify"
        """, false)]
    [InlineData("""
        "use": 1, "key_ops": ["verify"]
        """, false)]
    [InlineData("""
        "key_ops": "verify"
        """, false)]
    [InlineData("""
        "key_ops": ["sign"]
        """, false)]
    [InlineData("""
        "alg": "ES256"
        """, false)]
    public void A_key_counts_when_it_is_said_to_verify(string uses, bool counts) =>
        Assert.Equal(counts, Has(Advertising($"{{{Curve}, {uses}}}", Exchange), OfCurve));

    [Theory]
    [InlineData("""
        {"kty": "oct", "k": "AAA", "use": "sig"}
        """, "fbXYRyOQl2clTIxhs8EN4mcBN4kusZTzuZtR48RDuDs")]
    [InlineData("""
        {"use": "sig", "n": "AAA", "kid": "not part of it", "kty": "RSA", "e": "AQAB"}
        """, "5PLq43kJG3jDsZ48naamoycrHD3G14KRhng61I_hVQo")]
    [InlineData("""
        {"kty": "EC", "crv": "P-256", "x": "AA\/A", "y": "BBB", "use": "sig"}
        """, "aExqoyjeUQNAdLWY4x71KLtEyaCHL_ch7aB-ZWgLBuE")]
    public void A_thumbprint_is_that_of_the_members_that_make_the_key(string key, string thumbprint)
    {
        Assert.True(Has(Advertising(key, Exchange), thumbprint));
        Assert.False(Has(Advertising(key, Exchange), OfCurve));
    }

    [Theory]
    [InlineData("""
        {"kty": "OKP", "crv": "Ed25519", "x": "AAA", "use": "sig"}
        """)]
    [InlineData("""
        {"kty": "EC", "crv": "P-256", "x": 1, "y": "BBB", "use": "sig"}
        """)]
    [InlineData("""
        {"use": "sig"}
        """)]
    public void A_key_whose_thumbprint_cannot_be_told_is_left_to_clevis(string key) => Assert.True(Has(Advertising(key, Exchange), OfCurve));

    [Fact]
    public void Without_a_key_for_exchanges_nothing_can_be_bound() =>
        Assert.False(Has(Advertising($"{{{Curve}, \"use\": \"sig\"}}"), OfCurve));

    [Theory]
    [InlineData("")]
    [InlineData("<html>who are you?</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"payload": 1}""")]
    [InlineData("""{"payload": "not*base64"}""")]
    [InlineData("""{"payload": "bm8ganNvbg"}""")]
    [InlineData("""{"payload": "e30"}""")]
    [InlineData("""{"payload": "eyJrZXlzIjogMX0"}""")]
    public void Anything_else_is_no_advertisement(string text) => Assert.False(Has(text, "any"));

    [Fact]
    public void What_follows_the_object_is_passed_over() => Assert.True(Has(Real + "\n]", Signing));

    [Theory]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("RS256")]
    public void Thumbprints_are_those_of_jose(string algorithm)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/jose"), "needs jose");
        var key = Jose("", "jwk", "gen", "-i", $"{{\"alg\": \"{algorithm}\"}}");
        foreach (var hash in (string[])["S256", "S1"])
            Assert.True(Has(Advertising(Jose(key, "jwk", "pub", "-i-"), Exchange), Jose(key, "jwk", "thp", "-i-", "-a", hash)));
        Assert.False(Has(Advertising(Jose(key, "jwk", "pub", "-i-"), Exchange), Jose(key, "jwk", "thp", "-i-", "-a", "S512")));
    }

    /// <summary>An advertisement of keys, not signed.</summary>
    internal static string Advertising(params string[] keys) =>
        $$"""{"payload": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"keys\": [{string.Join(',', keys)}]}}")).TrimEnd('=').Replace('+', '-').Replace('/', '_')}}"}""";

    private static bool Has(string jws, string thumbprint) => TangAdvertisement.Has(ClevisPin.Parse(Encoding.UTF8.GetBytes(jws)), thumbprint);

    private static string Jose(string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("jose", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
