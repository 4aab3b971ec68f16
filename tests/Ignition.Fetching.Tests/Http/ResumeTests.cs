using Xunit;

namespace Ignition.Fetching.Tests.Http;

/// <summary>A body that broke is continued only with more of the same bytes, and never taken for longer or shorter than it is.</summary>
public sealed class ResumeTests
{
    private const string First = "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nContent-Length: 10\r\n\r\nabcde";

    [Theory]
    [InlineData("ETag: \"two\"\r\nContent-Range: bytes 5-9/10\r\n")]
    [InlineData("ETag: W/\"one\"\r\nContent-Range: bytes 5-9/10\r\n")]
    [InlineData("Last-Modified: Tue, 02 Jan 2024 00:00:00 GMT\r\nContent-Range: bytes 5-9/10\r\n")]
    [InlineData("ETag: \"one\"\r\nContent-Range: bytes 5-9/11\r\n")]
    [InlineData("ETag: \"one\"\r\nContent-Range: bytes 5-8/10\r\n")]
    [InlineData("ETag: \"one\"\r\nContent-Range: items 5-9/10\r\n")]
    [InlineData("ETag: \"one\"\r\n")]
    public async Task The_rest_of_something_else_is_not_joined(string rest)
    {
        var asked = 0;
        await using var server = new TestServer(async request =>
        {
            if (++asked == 1)
            {
                await request.RawAsync(First);
                request.Close();
            }
            else if (request["Range"] is not null)
            {
                await request.RawAsync($"HTTP/1.1 206 Partial\r\n{rest}Content-Length: 5\r\n\r\nFGHIJ");
            }
            else
            {
                await request.AnswerAsync(200, "the new one");
            }
        });
        using var fetched = new Fetched();
        Assert.Equal("the new one", await fetched.Text(server.Url));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ETag: \"one\"\r\n")]
    [InlineData("Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\n")]
    public async Task The_rest_of_the_same_is_joined(string rest)
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync(request["Range"] is null ? First : $"HTTP/1.1 206 Partial\r\n{rest}Content-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\nfghij");
            if (request["Range"] is null) request.Close();
        });
        using var fetched = new Fetched();
        Assert.Equal("abcdefghij", await fetched.Text(server.Url));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_total_that_is_not_told_is_no_difference()
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync(request["Range"] is null ? First : "HTTP/1.1 206 Partial\r\nContent-Range: bytes 5-9/*\r\nContent-Length: 5\r\n\r\nfghij");
            if (request["Range"] is null) request.Close();
        });
        using var fetched = new Fetched();
        Assert.Equal("abcdefghij", await fetched.Text(server.Url));
    }

    [Theory]
    [InlineData("Content-Length: -5\r\n")]
    [InlineData("Content-Length: +5\r\n")]
    [InlineData("Content-Length: five\r\n")]
    [InlineData("Content-Length: 5.0\r\n")]
    [InlineData("Content-Length: 0x5\r\n")]
    [InlineData("Content-Length: \r\n")]
    [InlineData("Content-Length: 18446744073709551621\r\n")]
    [InlineData("Content-Length: 9223372036854775808\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n")]
    [InlineData("Content-Length: 5, 6\r\n")]
    public async Task A_length_that_is_none_is_an_error(string length)
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync($"HTTP/1.1 200 OK\r\n{length}\r\nabcdef");
            request.Close();
        });
        using var fetched = new Fetched();
        var failure = await fetched.Fails(server.Url);
        Assert.Equal("IGN-FETCH-PROTOCOL", failure.Code.Code);
        Assert.Contains("Content-Length", failure.Cause, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("Content-Length: 3\r\nContent-Length: 3\r\n")]
    [InlineData("Content-Length: 003\r\n")]
    [InlineData("")]
    public async Task A_length_that_is_told_twice_alike_or_not_at_all_is_none(string length)
    {
        await using var server = new TestServer(async request =>
        {
            await request.RawAsync($"HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\nabc");
            request.Close();
        });
        using var fetched = new Fetched();
        Assert.Equal("abc", await fetched.Text(server.Url));
    }
}
