using Ignition.Butane.CloudConfig;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>Cloud-configs: Butane or a reason, never both missing, and twice the same.</summary>
internal sealed class CloudConfigTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Seeds { get; } = Texts(
        "#cloud-config\nhostname: h\nfqdn: h.example.org\nusers:\n  - default\n  - name: core\n    groups: [wheel, docker]\n    ssh_authorized_keys: [ssh-rsa AAAA me]\n    sudo: ALL=(ALL) NOPASSWD:ALL\n",
        "#cloud-config\nwrite_files:\n  - path: /etc/a\n    content: |\n      text\n    permissions: '0644'\n    owner: root:root\n  - path: /b\n    encoding: gz+b64\n    content: H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==\n",
        "#cloud-config\nruncmd:\n  - [ls, -l]\n  - echo hi\nbootcmd:\n  - true\nmounts:\n  - [/dev/sdb, /mnt, ext4, defaults, '0', '2']\nntp:\n  servers: [a.example.org]\ntimezone: Europe/Berlin\n",
        "#cloud-config\ncoreos:\n  units:\n    - name: a.service\n      command: start\n      content: |\n        [Service]\n        ExecStart=/bin/true\n  update:\n    reboot-strategy: off\n",
        "Content-Type: multipart/mixed; boundary=\"b\"\nMIME-Version: 1.0\n\n--b\nContent-Type: text/cloud-config\n\n#cloud-config\nhostname: h\n\n--b\nContent-Type: text/x-shellscript\n\n#!/bin/sh\ntrue\n--b--\n",
        "#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    #cloud-config\n    hostname: h\n");

    public override IReadOnlyList<byte[]> Pieces { get; } =
    [
        .. Texts("- ", ": ", "\n", "\n  ", "|\n", ">-\n", "[", "]", "{", "}", "&a ", "*a", "<<: ", "!!binary ", "!!int ", "~", "null", "true", "'", "\"", "0777", "0o644", "1e9", "-1", "99999999999", "write_files:", "users:", "name:", "content:",
            "encoding: b64", "permissions: ", "owner: a:b", "runcmd:", "{{ ds.meta }}", "## template: jinja\n", "--b\n", "--b--", "Content-Transfer-Encoding: base64\n", "\t", "\0", "\r\n", "é", "? ", "%YAML 1.1\n---\n", "..."),
        [0xff], [0xc3],
    ];

    public override void Check(byte[] input)
    {
        var result = CloudConfigConverter.Convert(input, "fuzz");
        Assert.True(result.Butane is not null || result.Notes.Count > 0, "neither Butane nor a reason");
        Assert.Equal(result.Butane, CloudConfigConverter.Convert(input, "fuzz").Butane);
    }
}
