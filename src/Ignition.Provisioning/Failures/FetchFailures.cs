namespace Ignition.Provisioning.Failures;

/// <summary>Failures of fetching.</summary>
internal static class FetchFailures
{
    /// <summary>A source of no known scheme.</summary>
    public static readonly FailureCode Scheme = new(
        "IGN-FETCH-SCHEME", "3bf26bbabc7b44b294cf3aa5d84f2d95", "A source has a scheme that cannot be fetched",
        "Use one of http, https, tftp, s3, arn, gs, oci or data as the scheme of the source.");

    /// <summary>A data: URL or another URL that cannot be read.</summary>
    public static readonly FailureCode Url = new(
        "IGN-FETCH-URL", "5caf64d5ff1c4444bd46ef63999334c5", "A source is not a URL that can be read",
        "Correct the URL; ignition-validate shows where it stands.");

    /// <summary>The contents do not hash to what the config asks for.</summary>
    public static readonly FailureCode Hash = new(
        "IGN-FETCH-HASH", "9e87090513f54ebbb1a4907b8261fd13", "Fetched contents do not match their hash",
        "Compare the file on the server with the hash in the config and correct the one that is wrong.");

    /// <summary>The contents cannot be decompressed.</summary>
    public static readonly FailureCode Compression = new(
        "IGN-FETCH-COMPRESSION", "cb1b14e474614c91b671dbc7fec0d1f7", "Fetched contents cannot be decompressed",
        "Compress the contents anew, or remove the compression field when they are not compressed.");

    /// <summary>The contents are larger than allowed.</summary>
    public static readonly FailureCode TooLarge = new(
        "IGN-FETCH-TOO-LARGE", "76db57d1e3884597af00065e1112b028", "Fetched contents are larger than allowed",
        "Check what the server sends: compressed contents may grow to 200 times their size, contents held in memory to 64 MiB.");

    /// <summary>The server says that there is no such thing.</summary>
    public static readonly FailureCode NotFound = new(
        "IGN-FETCH-NOT-FOUND", "16b855ce66b94a79841f48079b19cc7f", "A source does not exist on its server",
        "Check the URL, and that the file is on the server.");

    /// <summary>The server refuses.</summary>
    public static readonly FailureCode Refused = new(
        "IGN-FETCH-REFUSED", "b7e768d745494578a5f5a379a6cb3e23", "A server refused to give a source",
        "Check the permissions on the server, and the headers or credentials the config sends.");

    /// <summary>The server answers with something that is no success.</summary>
    public static readonly FailureCode Status = new(
        "IGN-FETCH-STATUS", "2ec01aeb662a49f5b5bce1bf4ec80ab7", "A server answered a request with an unusable status",
        "Fetch the URL by hand and see what the server answers.");

    /// <summary>Not done within its limit.</summary>
    public static readonly FailureCode Timeout = new(
        "IGN-FETCH-TIMEOUT", "d42ca21587224ef08387ab8ebaa28d8d", "A source could not be fetched in time",
        "Check that the machine reaches the server (address, route, name service); ignition.timeouts.httpTotal sets the limit.");

    /// <summary>There was no network all the time.</summary>
    public static readonly FailureCode NoNetwork = new(
        "IGN-FETCH-NO-NETWORK", "bd64ddab94264f4783e5d15d49d5ec85", "The machine has no network to fetch a source",
        "Check that a DHCP server answers on the machine's network, or give it an address with ip=; ignition.network.timeout=SECONDS waits longer.");

    /// <summary>Redirected too often, or to somewhere that is not followed.</summary>
    public static readonly FailureCode Redirect = new(
        "IGN-FETCH-REDIRECT", "d0da83febea440acafae86c9a863fee3", "A redirect leads nowhere",
        "Name the final URL in the config; at most 10 redirects, to http and https alone, are followed.");

    /// <summary>The server's certificate is not trusted.</summary>
    public static readonly FailureCode Tls = new(
        "IGN-FETCH-TLS", "7f48a06a0adb4400a911346c5bfe8e96", "A secure connection to a server was refused",
        "Check the certificate's name and dates and the machine's clock; ignition.security.tls.certificateAuthorities adds authorities.");

    /// <summary>A certificate bundle cannot be read.</summary>
    public static readonly FailureCode Authorities = new(
        "IGN-FETCH-AUTHORITIES", "1bf1258d87b84c3abe20f32671f260b8", "A bundle of certificate authorities cannot be read",
        "Give certificates in PEM form.");

    /// <summary>Credentials of the cloud could not be had.</summary>
    public static readonly FailureCode Credentials = new(
        "IGN-FETCH-CREDENTIALS", "c11b9ab7ab2a404da5581a06b8334294", "Credentials for a source could not be had",
        "Give the machine a role that may read the source, or make the source public.");

    /// <summary>The spool cannot be written.</summary>
    public static readonly FailureCode Spool = new(
        "IGN-FETCH-SPOOL", "bcfa5d7cb8c24a439dadfbf350e03688", "Fetched contents could not be stored",
        "Make room on the target filesystem.");

    /// <summary>A server that answers with what its protocol does not allow.</summary>
    public static readonly FailureCode Protocol = new(
        "IGN-FETCH-PROTOCOL", "d540e086941c4af7a761028c0b7d2f7a", "A server answered with something its protocol does not allow",
        "Check that the URL names the right kind of server.");

    /// <summary>A header of the config that HTTP has no place for.</summary>
    public static readonly FailureCode Header = new(
        "IGN-FETCH-HEADER", "f7a8fd710dc3465dadc651003c960cf6", "A header of a request cannot be sent",
        "Correct the name or value under httpHeaders: names are letters, digits and dashes, values have no line ends and no other control characters.");

    /// <summary>All of them, for the message catalog.</summary>
    public static FailureCode[] All =>
    [
        Scheme, Url, Hash, Compression, TooLarge, NotFound, Refused, Status, Timeout, Redirect, Tls, Authorities, Credentials, Spool, Protocol, Header, NoNetwork,
    ];
}
