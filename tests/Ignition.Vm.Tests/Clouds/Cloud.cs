using System.Diagnostics;
using System.Net;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Clouds;

/// <summary>The network side of a cloud: a link with a DHCP server, name service, and servers on the addresses clouds use.</summary>
internal sealed class Cloud : IDisposable
{
    /// <summary>The router, DHCP server, name server and web server.</summary>
    public static readonly IPAddress Router = IPAddress.Parse("10.77.0.1");

    /// <summary>The same over IPv6.</summary>
    public static readonly IPAddress Router6 = IPAddress.Parse("fd00:77::1");

    /// <summary>Where metadata services answer.</summary>
    public static readonly IPAddress Metadata = IPAddress.Parse("169.254.169.254");

    private readonly List<IDisposable> _servers = [];
    private readonly List<(Process Process, string Log)> _programs = [];
    private readonly string _name;

    /// <summary>Makes the link.</summary>
    /// <param name="name">Name of the boot, for the logs in out/vm-logs.</param>
    /// <param name="onlyIPv6">A link without any IPv4.</param>
    public Cloud(string name, bool onlyIPv6 = false)
    {
        _name = name;
        string[] own = onlyIPv6 ? [$"{Router6}/64"] : [$"{Router}/24", $"{Metadata}/32"];
        Network = new NetworkNamespace([.. own, "fe80::a9fe:a9fe/64"]);
    }

    /// <summary>Its namespace.</summary>
    public NetworkNamespace Network { get; }

    /// <summary>What a machine is plugged into.</summary>
    public Link Link => new(Network.Name, NetworkNamespace.Tap);

    /// <summary>What the DHCP server logged.</summary>
    public string DhcpLog => File.Exists(Log("dhcp")) ? File.ReadAllText(Log("dhcp")) : "";

    /// <summary>Adds a server.</summary>
    public CloudServer Serve(IPAddress address, int port, Func<CloudRequest, Answer> answer, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null, int? hops = null)
    {
        var server = new CloudServer(Network, new IPEndPoint(address, port), answer, certificate, hops);
        _servers.Add(server);
        return server;
    }

    /// <summary>Starts the DHCP server. It names the router as name server, whether or not that answers.</summary>
    public void StartDhcp() => Start(
        "dhcp", "--port=0", "--dhcp-range=10.77.0.50,10.77.0.90,10m", $"--dhcp-option=option:router,{Router}", $"--dhcp-option=option:dns-server,{Router}",
        "--dhcp-option=option:domain-name,cloud.test", "--dhcp-authoritative", "--log-dhcp", $"--dhcp-leasefile={Log("leases")}");

    /// <summary>Starts router advertisements, for addresses without a DHCP server, and the name server that they name, at an address of the link.</summary>
    /// <param name="names">Names that are the router's.</param>
    public void StartAdvertisements(params string[] names) => Start(
        "router",
        ["--enable-ra", "--dhcp-range=fd00:77::,ra-only,64,10m", "--dhcp-option=option6:dns-server,[fe80::]", "--log-dhcp", "--no-resolv", "--log-queries", .. names.Select(name => $"--address=/{name}/{Router6}")]);

    /// <summary>Starts the name server.</summary>
    /// <param name="names">Names that are the router's.</param>
    public void StartNames(params string[] names) => Start("names", ["--no-resolv", "--log-queries", .. names.Select(name => $"--address=/{name}/{Router}")]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var server in _servers) server.Dispose();
        foreach (var (process, _) in _programs)
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Network.Dispose();
    }

    private void Start(string kind, params string[] arguments)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Log(kind))!);
        File.Delete(Log("leases"));
        _programs.Add((Network.Start(
            Log(kind), "dnsmasq",
            ["--keep-in-foreground", "--conf-file=/dev/null", "--pid-file=", "--log-facility=-", "--user=root", "--no-hosts", "--no-ping", $"--interface={NetworkNamespace.Tap}", "--bind-interfaces", .. arguments]), Log(kind)));
    }

    private string Log(string kind) => Path.Combine(Workplace.Out, "vm-logs", $"{_name}-{kind}.log");
}
