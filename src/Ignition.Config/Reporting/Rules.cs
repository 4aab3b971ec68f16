namespace Ignition.Config.Reporting;

/// <summary>Every rule of the config language.</summary>
public static class Rules
{
    /// <summary><c>json-syntax</c>: not valid JSON.</summary>
    public static Rule JsonSyntax { get; } = new("json-syntax", EntryKind.Error,
        "not valid JSON", "Correct the text at this place.");
    /// <summary><c>json-depth</c>: nested too deep.</summary>
    public static Rule JsonDepth { get; } = new("json-depth", EntryKind.Error,
        "nested too deep", "Remove levels of nesting.");
    /// <summary><c>json-type</c>: wrong type of value.</summary>
    public static Rule JsonType { get; } = new("json-type", EntryKind.Error,
        "wrong type of value", "Give a value of the type the field has.");
    /// <summary><c>limit-bytes</c>: the config is too large.</summary>
    public static Rule LimitBytes { get; } = new("limit-bytes", EntryKind.Error,
        "the config is too large", "Move contents out of the config and refer to them by URL.");
    /// <summary><c>limit-text</c>: a text is too long.</summary>
    public static Rule LimitText { get; } = new("limit-text", EntryKind.Error,
        "a text is too long", "Move contents out of the config and refer to them by URL.");
    /// <summary><c>limit-values</c>: too many values.</summary>
    public static Rule LimitValues { get; } = new("limit-values", EntryKind.Error,
        "too many values", "Split the config and merge the parts.");
    /// <summary><c>not-a-config</c>: not an Ignition config.</summary>
    public static Rule NotConfig { get; } = new("not-a-config", EntryKind.Error,
        "not an Ignition config", "Give an Ignition config in JSON.");
    /// <summary><c>decompressed</c>: the config was compressed.</summary>
    public static Rule Decompressed { get; } = new("decompressed", EntryKind.Info,
        "the config was compressed", "Nothing; the config was decompressed and read.");
    /// <summary><c>version-unparsable</c>: not a version.</summary>
    public static Rule VersionUnparsable { get; } = new("version-unparsable", EntryKind.Error,
        "not a version", "Give a version such as 3.5.0.");
    /// <summary><c>version-unsupported</c>: this version is not supported.</summary>
    public static Rule VersionUnsupported { get; } = new("version-unsupported", EntryKind.Error,
        "this version is not supported", "Give a supported version.");
    /// <summary><c>unused-key</c>: unknown key, ignored.</summary>
    public static Rule UnusedKey { get; } = new("unused-key", EntryKind.Warning,
        "unknown key, ignored", "Correct the spelling, or use a version that has the field.");
    /// <summary><c>object-expected</c>: an object belongs here.</summary>
    public static Rule ObjectExpected { get; } = new("object-expected", EntryKind.Warning,
        "an object belongs here", "Leave the key out, or give an object.");
    /// <summary><c>duplicate-entry</c>: the same entry is given twice.</summary>
    public static Rule DuplicateEntry { get; } = new("duplicate-entry", EntryKind.Error,
        "the same entry is given twice", "Remove one of the two.");
    /// <summary><c>url-invalid</c>: not a URL.</summary>
    public static Rule UrlInvalid { get; } = new("url-invalid", EntryKind.Error,
        "not a URL", "Escape what a URL may not hold, or correct host and port.");
    /// <summary><c>url-scheme</c>: URL scheme not supported.</summary>
    public static Rule UrlScheme { get; } = new("url-scheme", EntryKind.Error,
        "URL scheme not supported", "Use a scheme that this version of the config language has.");
    /// <summary><c>s3-version-id</c>: versionId without a value.</summary>
    public static Rule S3VersionId { get; } = new("s3-version-id", EntryKind.Error,
        "versionId without a value", "Give the version id, or leave versionId out.");
    /// <summary><c>s3-arn</c>: not an ARN of an S3 object or of an object behind an access point.</summary>
    public static Rule S3Arn { get; } = new("s3-arn", EntryKind.Error,
        "not an ARN of an S3 object or of an object behind an access point", "Write arn:aws:s3:::bucket/key.");
    /// <summary><c>data-url</c>: not a valid data URL.</summary>
    public static Rule DataUrl { get; } = new("data-url", EntryKind.Error,
        "not a valid data URL", "Write data:,text with percent escapes, or data:;base64, and padded base64.");
    /// <summary><c>compression-unknown</c>: compression not supported.</summary>
    public static Rule CompressionUnknown { get; } = new("compression-unknown", EntryKind.Error,
        "compression not supported", "Use gzip, or leave compression out.");
    /// <summary><c>verification-without-source</c>: a hash without a source.</summary>
    public static Rule VerificationWithoutSource { get; } = new("verification-without-source", EntryKind.Error,
        "a hash without a source", "Give the source, or remove the hash.");
    /// <summary><c>hash-malformed</c>: a hash is written FUNCTION-HEX.</summary>
    public static Rule HashMalformed { get; } = new("hash-malformed", EntryKind.Error,
        "a hash is written FUNCTION-HEX", "Write sha512- and the sum in hexadecimal.");
    /// <summary><c>hash-function-unknown</c>: hash function not supported.</summary>
    public static Rule HashFunctionUnknown { get; } = new("hash-function-unknown", EntryKind.Error,
        "hash function not supported", "Use sha512 (or sha256 from 3.1.0).");
    /// <summary><c>hash-length</c>: the sum has the wrong length for its function.</summary>
    public static Rule HashLength { get; } = new("hash-length", EntryKind.Error,
        "the sum has the wrong length for its function", "Give all hexadecimal digits: 128 for sha512, 64 for sha256.");
    /// <summary><c>header-name-empty</c>: a header without a name.</summary>
    public static Rule HeaderNameEmpty { get; } = new("header-name-empty", EntryKind.Error,
        "a header without a name", "Give the name.");
    /// <summary><c>header-value-empty</c>: a header with an empty value.</summary>
    public static Rule HeaderValueEmpty { get; } = new("header-value-empty", EntryKind.Error,
        "a header with an empty value", "Give the value, or leave it out to delete the header when merging.");
    /// <summary><c>headers-without-source</c>: headers without a source.</summary>
    public static Rule HeadersWithoutSource { get; } = new("headers-without-source", EntryKind.Error,
        "headers without a source", "Give the source, or remove the headers.");
    /// <summary><c>headers-scheme</c>: headers are only sent to http and https sources.</summary>
    public static Rule HeadersScheme { get; } = new("headers-scheme", EntryKind.Error,
        "headers are only sent to http and https sources", "Remove the headers, or use http or https.");
    /// <summary><c>merge-source-required</c>: a config to merge needs a source.</summary>
    public static Rule MergeSourceRequired { get; } = new("merge-source-required", EntryKind.Error,
        "a config to merge needs a source", "Give the source.");
    /// <summary><c>merge-source-invalid</c>: the source of the config to merge is not valid.</summary>
    public static Rule MergeSourceInvalid { get; } = new("merge-source-invalid", EntryKind.Error,
        "the source of the config to merge is not valid", "Correct the source.");
    /// <summary><c>ca-source-required</c>: a certificate authority needs a source.</summary>
    public static Rule CaSourceRequired { get; } = new("ca-source-required", EntryKind.Error,
        "a certificate authority needs a source", "Give the source.");
    /// <summary><c>ca-source-invalid</c>: the source of the certificate authority is not valid.</summary>
    public static Rule CaSourceInvalid { get; } = new("ca-source-invalid", EntryKind.Error,
        "the source of the certificate authority is not valid", "Correct the source.");
    /// <summary><c>proxy-url-invalid</c>: the proxy is not a URL.</summary>
    public static Rule ProxyUrlInvalid { get; } = new("proxy-url-invalid", EntryKind.Error,
        "the proxy is not a URL", "Write http://host:port.");
    /// <summary><c>proxy-scheme</c>: a proxy is reached by http or https.</summary>
    public static Rule ProxyScheme { get; } = new("proxy-scheme", EntryKind.Error,
        "a proxy is reached by http or https", "Write http://host:port.");
    /// <summary><c>proxy-insecure</c>: the proxy for https is itself reached by http.</summary>
    public static Rule ProxyInsecure { get; } = new("proxy-insecure", EntryKind.Warning,
        "the proxy for https is itself reached by http", "Use a proxy that speaks https.");
    /// <summary><c>path-missing</c>: the path is missing.</summary>
    public static Rule PathMissing { get; } = new("path-missing", EntryKind.Error,
        "the path is missing", "Give an absolute path.");
    /// <summary><c>path-relative</c>: the path is not absolute.</summary>
    public static Rule PathRelative { get; } = new("path-relative", EntryKind.Error,
        "the path is not absolute", "Begin the path with a slash.");
    /// <summary><c>path-unclean</c>: the path is not in its shortest form.</summary>
    public static Rule PathUnclean { get; } = new("path-unclean", EntryKind.Error,
        "the path is not in its shortest form", "Remove trailing and double slashes, and . and .. elements.");
    /// <summary><c>mode-range</c>: a mode is between 0 and 4095 (07777).</summary>
    public static Rule ModeRange { get; } = new("mode-range", EntryKind.Error,
        "a mode is between 0 and 4095 (07777)", "Write the mode in decimal: 0644 is 420.");
    /// <summary><c>mode-special-bits</c>: setuid, setgid and sticky bits are ignored before version 3.6.0.</summary>
    public static Rule ModeSpecialBits { get; } = new("mode-special-bits", EntryKind.Warning,
        "setuid, setgid and sticky bits are ignored before version 3.6.0", "Use 3.6.0, or remove the bits.");
    /// <summary><c>overwrite-without-source</c>: overwrite without contents to overwrite with.</summary>
    public static Rule OverwriteWithoutSource { get; } = new("overwrite-without-source", EntryKind.Error,
        "overwrite without contents to overwrite with", "Give contents.source, or remove overwrite.");
    /// <summary><c>owner-id-and-name</c>: an owner is given by id or by name, not both.</summary>
    public static Rule OwnerIdAndName { get; } = new("owner-id-and-name", EntryKind.Error,
        "an owner is given by id or by name, not both", "Remove one of the two.");
    /// <summary><c>node-under-link</c>: the path goes through a link that the config makes.</summary>
    public static Rule NodeUnderLink { get; } = new("node-under-link", EntryKind.Error,
        "the path goes through a link that the config makes", "Use the path behind the link.");
    /// <summary><c>link-target-required</c>: a link needs a target.</summary>
    public static Rule LinkTargetRequired { get; } = new("link-target-required", EntryKind.Error,
        "a link needs a target", "Give the target.");
    /// <summary><c>hardlink-to-directory</c>: a hard link cannot point to a directory.</summary>
    public static Rule HardlinkToDirectory { get; } = new("hardlink-to-directory", EntryKind.Error,
        "a hard link cannot point to a directory", "Make it a symbolic link.");
    /// <summary><c>hardlink-owner</c>: a hard link has the owner of its target; this is ignored.</summary>
    public static Rule HardlinkOwner { get; } = new("hardlink-owner", EntryKind.Warning,
        "a hard link has the owner of its target; this is ignored", "Set the owner of the target.");
    /// <summary><c>node-conflicts-unit</c>: the path is also written by a systemd unit or drop-in of this config.</summary>
    public static Rule NodeConflictsUnit { get; } = new("node-conflicts-unit", EntryKind.Error,
        "the path is also written by a systemd unit or drop-in of this config", "Remove one of the two.");
    /// <summary><c>disk-device-required</c>: a disk needs a device.</summary>
    public static Rule DiskDeviceRequired { get; } = new("disk-device-required", EntryKind.Error,
        "a disk needs a device", "Give the device.");
    /// <summary><c>partition-number-collision</c>: two partitions have the same number.</summary>
    public static Rule PartitionNumberCollision { get; } = new("partition-number-collision", EntryKind.Error,
        "two partitions have the same number", "Give each its own number, or 0 for the next free one.");
    /// <summary><c>partition-overlap</c>: two partitions overlap.</summary>
    public static Rule PartitionOverlap { get; } = new("partition-overlap", EntryKind.Error,
        "two partitions overlap", "Change start or size of one of them.");
    /// <summary><c>partition-label-collision</c>: two partitions have the same label.</summary>
    public static Rule PartitionLabelCollision { get; } = new("partition-label-collision", EntryKind.Error,
        "two partitions have the same label", "Give each its own label.");
    /// <summary><c>partition-absent-with-attributes</c>: a partition that should not exist has attributes.</summary>
    public static Rule PartitionAbsentWithAttributes { get; } = new("partition-absent-with-attributes", EntryKind.Error,
        "a partition that should not exist has attributes", "Keep only the number.");
    /// <summary><c>partition-needs-key</c>: a partition needs a number or a label.</summary>
    public static Rule PartitionNeedsKey { get; } = new("partition-needs-key", EntryKind.Error,
        "a partition needs a number or a label", "Give one of them.");
    /// <summary><c>partition-label-too-long</c>: a partition label has at most 36 bytes.</summary>
    public static Rule PartitionLabelTooLong { get; } = new("partition-label-too-long", EntryKind.Error,
        "a partition label has at most 36 bytes", "Shorten the label.");
    /// <summary><c>partition-label-colon</c>: a partition label cannot hold a colon.</summary>
    public static Rule PartitionLabelColon { get; } = new("partition-label-colon", EntryKind.Error,
        "a partition label cannot hold a colon", "Use another character.");
    /// <summary><c>guid-format</c>: not a GUID of the form 01234567-89AB-CDEF-EDCB-A98765432101.</summary>
    public static Rule GuidFormat { get; } = new("guid-format", EntryKind.Error,
        "not a GUID of the form 01234567-89AB-CDEF-EDCB-A98765432101", "Correct the GUID.");
    /// <summary><c>raid-level-required</c>: an array needs a level.</summary>
    public static Rule RaidLevelRequired { get; } = new("raid-level-required", EntryKind.Error,
        "an array needs a level", "Give the level.");
    /// <summary><c>raid-level-unknown</c>: RAID level not known.</summary>
    public static Rule RaidLevelUnknown { get; } = new("raid-level-unknown", EntryKind.Error,
        "RAID level not known", "Use linear, raid0, raid1, raid4, raid5, raid6 or raid10.");
    /// <summary><c>raid-spares-unsupported</c>: this level has no spares.</summary>
    public static Rule RaidSparesUnsupported { get; } = new("raid-spares-unsupported", EntryKind.Error,
        "this level has no spares", "Remove spares, or use another level.");
    /// <summary><c>raid-devices-required</c>: an array needs devices.</summary>
    public static Rule RaidDevicesRequired { get; } = new("raid-devices-required", EntryKind.Error,
        "an array needs devices", "List the devices.");
    /// <summary><c>luks-name-slash</c>: the name of a volume cannot hold a slash.</summary>
    public static Rule LuksNameSlash { get; } = new("luks-name-slash", EntryKind.Error,
        "the name of a volume cannot hold a slash", "Give a name, not a path.");
    /// <summary><c>luks-label-too-long</c>: a LUKS label has at most 47 bytes.</summary>
    public static Rule LuksLabelTooLong { get; } = new("luks-label-too-long", EntryKind.Error,
        "a LUKS label has at most 47 bytes", "Shorten the label.");
    /// <summary><c>luks-device-required</c>: a volume needs a device.</summary>
    public static Rule LuksDeviceRequired { get; } = new("luks-device-required", EntryKind.Error,
        "a volume needs a device", "Give the device.");
    /// <summary><c>clevis-custom-exclusive</c>: a custom clevis pin excludes tang, tpm2 and threshold.</summary>
    public static Rule ClevisCustomExclusive { get; } = new("clevis-custom-exclusive", EntryKind.Error,
        "a custom clevis pin excludes tang, tpm2 and threshold", "Remove one of the two.");
    /// <summary><c>luks-keyfile-invalid</c>: the source of the key file is not valid.</summary>
    public static Rule LuksKeyfileInvalid { get; } = new("luks-keyfile-invalid", EntryKind.Error,
        "the source of the key file is not valid", "Correct keyFile.source.");
    /// <summary><c>cex-with-clevis</c>: cex and clevis exclude each other.</summary>
    public static Rule CexWithClevis { get; } = new("cex-with-clevis", EntryKind.Error,
        "cex and clevis exclude each other", "Remove one of the two.");
    /// <summary><c>cex-with-keyfile</c>: cex and a key file exclude each other.</summary>
    public static Rule CexWithKeyfile { get; } = new("cex-with-keyfile", EntryKind.Error,
        "cex and a key file exclude each other", "Remove one of the two.");
    /// <summary><c>clevis-pin-required</c>: a custom clevis binding needs a pin.</summary>
    public static Rule ClevisPinRequired { get; } = new("clevis-pin-required", EntryKind.Error,
        "a custom clevis binding needs a pin", "Give the pin.");
    /// <summary><c>clevis-pin-unknown</c>: clevis pin not known.</summary>
    public static Rule ClevisPinUnknown { get; } = new("clevis-pin-unknown", EntryKind.Error,
        "clevis pin not known", "Use tpm2, tang or sss (any pin from 3.6.0).");
    /// <summary><c>clevis-config-required</c>: a custom clevis binding needs a config.</summary>
    public static Rule ClevisConfigRequired { get; } = new("clevis-config-required", EntryKind.Error,
        "a custom clevis binding needs a config", "Give the config.");
    /// <summary><c>tang-url-invalid</c>: not a URL.</summary>
    public static Rule TangUrlInvalid { get; } = new("tang-url-invalid", EntryKind.Error,
        "not a URL", "Correct the URL.");
    /// <summary><c>tang-url-scheme</c>: a tang server is reached by http or https.</summary>
    public static Rule TangUrlScheme { get; } = new("tang-url-scheme", EntryKind.Error,
        "a tang server is reached by http or https", "Write http://host.");
    /// <summary><c>tang-thumbprint-required</c>: a tang server needs a thumbprint.</summary>
    public static Rule TangThumbprintRequired { get; } = new("tang-thumbprint-required", EntryKind.Error,
        "a tang server needs a thumbprint", "Give the thumbprint of its signing key.");
    /// <summary><c>tang-advertisement-json</c>: the advertisement is not JSON.</summary>
    public static Rule TangAdvertisementJson { get; } = new("tang-advertisement-json", EntryKind.Error,
        "the advertisement is not JSON", "Give the server's answer to GET /adv.");
    /// <summary><c>fs-format-required</c>: this needs a format.</summary>
    public static Rule FsFormatRequired { get; } = new("fs-format-required", EntryKind.Error,
        "this needs a format", "Give the format.");
    /// <summary><c>fs-format-unknown</c>: filesystem format not supported.</summary>
    public static Rule FsFormatUnknown { get; } = new("fs-format-unknown", EntryKind.Error,
        "filesystem format not supported", "Use ext4, btrfs, xfs, vfat, swap (none from 3.3.0).");
    /// <summary><c>fs-label-needs-format</c>: a label needs a format.</summary>
    public static Rule FsLabelNeedsFormat { get; } = new("fs-label-needs-format", EntryKind.Error,
        "a label needs a format", "Give the format.");
    /// <summary><c>fs-label-too-long</c>: the label is too long for the format.</summary>
    public static Rule FsLabelTooLong { get; } = new("fs-label-too-long", EntryKind.Error,
        "the label is too long for the format", "At most 16 bytes for ext4, 256 for btrfs, 12 for xfs, 15 for swap, 11 for vfat.");
    /// <summary><c>virtiofs-device-missing</c>: virtiofs needs a tag.</summary>
    public static Rule VirtiofsDeviceMissing { get; } = new("virtiofs-device-missing", EntryKind.Error,
        "virtiofs needs a tag", "Give the tag as device.");
    /// <summary><c>virtiofs-tag-too-long</c>: a virtiofs tag has at most 36 bytes.</summary>
    public static Rule VirtiofsTagTooLong { get; } = new("virtiofs-tag-too-long", EntryKind.Error,
        "a virtiofs tag has at most 36 bytes", "Shorten the tag.");
    /// <summary><c>virtiofs-label</c>: virtiofs has no label.</summary>
    public static Rule VirtiofsLabel { get; } = new("virtiofs-label", EntryKind.Error,
        "virtiofs has no label", "Remove the label.");
    /// <summary><c>virtiofs-block-only</c>: virtiofs is not made on a block device, so it has no such option.</summary>
    public static Rule VirtiofsBlockOnly { get; } = new("virtiofs-block-only", EntryKind.Error,
        "virtiofs is not made on a block device, so it has no such option", "Remove it.");
    /// <summary><c>fs-over-partitioned-disk</c>: the filesystem is on the whole disk although the disk is partitioned.</summary>
    public static Rule FsOverPartitionedDisk { get; } = new("fs-over-partitioned-disk", EntryKind.Warning,
        "the filesystem is on the whole disk although the disk is partitioned", "Put it on a partition.");
    /// <summary><c>fs-implicit-wipe</c>: the disk's table is wiped, and the filesystem on it is not told to be.</summary>
    public static Rule FsImplicitWipe { get; } = new("fs-implicit-wipe", EntryKind.Warning,
        "the disk's table is wiped, and the filesystem on it is not told to be", "Set wipeFilesystem as well.");
    /// <summary><c>unit-extension</c>: the name does not end like a systemd unit.</summary>
    public static Rule UnitExtension { get; } = new("unit-extension", EntryKind.Error,
        "the name does not end like a systemd unit", "Add .service or another unit type.");
    /// <summary><c>unit-contents</c>: not a valid systemd unit file.</summary>
    public static Rule UnitContents { get; } = new("unit-contents", EntryKind.Error,
        "not a valid systemd unit file", "Correct the contents.");
    /// <summary><c>unit-no-install</c>: the unit is enabled but has no [Install] section, so enabling does nothing.</summary>
    public static Rule UnitNoInstall { get; } = new("unit-no-install", EntryKind.Warning,
        "the unit is enabled but has no [Install] section, so enabling does nothing", "Add an [Install] section, or remove enabled.");
    /// <summary><c>template-no-install</c>: the instance is enabled but its template has no [Install] section, so enabling does nothing.</summary>
    public static Rule TemplateNoInstall { get; } = new("template-no-install", EntryKind.Warning,
        "the instance is enabled but its template has no [Install] section, so enabling does nothing", "Add an [Install] section to the template.");
    /// <summary><c>dropin-extension</c>: the name of a drop-in ends in .conf.</summary>
    public static Rule DropinExtension { get; } = new("dropin-extension", EntryKind.Error,
        "the name of a drop-in ends in .conf", "Add .conf.");
    /// <summary><c>dropin-contents</c>: not a valid systemd unit file.</summary>
    public static Rule DropinContents { get; } = new("dropin-contents", EntryKind.Error,
        "not a valid systemd unit file", "Correct the contents.");

    /// <summary><c>nul-character</c>: a NUL cannot stand here.</summary>
    public static Rule NulCharacter { get; } = new("nul-character", EntryKind.Error,
        "a NUL cannot stand here: for the system the text would end before it", "Remove the NUL.") { IsOwn = true };
    /// <summary><c>line-end</c>: a line end cannot stand here.</summary>
    public static Rule LineEnd { get; } = new("line-end", EntryKind.Error,
        "a line end cannot stand here: the text becomes part of a line of a file", "Remove the line end.") { IsOwn = true };
    /// <summary><c>id-range</c>: an id is between 0 and 4294967294.</summary>
    public static Rule IdRange { get; } = new("id-range", EntryKind.Error,
        "an id is between 0 and 4294967294", "Give the id of a user or group.") { IsOwn = true };
    /// <summary><c>file-as-parent</c>: the path goes through a file that the config makes.</summary>
    public static Rule FileAsParent { get; } = new("file-as-parent", EntryKind.Warning,
        "the path goes through a file that the config makes, which cannot be a directory as well", "Change one of the two paths.") { IsOwn = true };
    /// <summary><c>id-twice</c>: another one has the same id.</summary>
    public static Rule IdTwice { get; } = new("id-twice", EntryKind.Warning,
        "another one has the same id, and so the same rights", "Give each its own id, unless that is meant.") { IsOwn = true };
    /// <summary><c>home-twice</c>: another user has the same home directory.</summary>
    public static Rule HomeTwice { get; } = new("home-twice", EntryKind.Warning,
        "another user has the same home directory, which only one of them can own", "Give each its own, or set noCreateHome.") { IsOwn = true };
    /// <summary><c>home-for-keys</c>: the home directory is made for the keys all the same.</summary>
    public static Rule HomeForKeys { get; } = new("home-for-keys", EntryKind.Warning,
        "no home directory is wanted, but one is made for the SSH keys all the same", "Remove the keys, or let the home directory be made.") { IsOwn = true };
    /// <summary><c>key-twice</c>: a key is given twice in one object.</summary>
    public static Rule KeyTwice { get; } = new("key-twice", EntryKind.Warning,
        "this key is there already", "Remove one of the two; the later one counts.") { IsOwn = true };

    /// <summary><c>field-not-in-version</c>: the wanted version does not have this.</summary>
    public static Rule FieldNotInVersion { get; } = new("field-not-in-version", EntryKind.Error,
        "the wanted version does not have this", "Remove it, or write a version that has it.") { IsOwn = true };
    /// <summary><c>more-entries</c>: there are more entries than are shown.</summary>
    public static Rule MoreEntries { get; } = new("more-entries", EntryKind.Info,
        "there are more entries than are shown", "Correct those that are shown first.") { IsOwn = true };

    /// <summary>All rules, for tools that list them.</summary>
    public static IReadOnlyList<Rule> All =>
    [
        JsonSyntax, JsonDepth, JsonType, LimitBytes,
        LimitText, LimitValues, NotConfig, Decompressed,
        VersionUnparsable, VersionUnsupported, UnusedKey, ObjectExpected,
        DuplicateEntry, UrlInvalid, UrlScheme, S3VersionId,
        S3Arn, DataUrl, CompressionUnknown, VerificationWithoutSource,
        HashMalformed, HashFunctionUnknown, HashLength, HeaderNameEmpty,
        HeaderValueEmpty, HeadersWithoutSource, HeadersScheme, MergeSourceRequired,
        MergeSourceInvalid, CaSourceRequired, CaSourceInvalid, ProxyUrlInvalid,
        ProxyScheme, ProxyInsecure, PathMissing, PathRelative,
        PathUnclean, ModeRange, ModeSpecialBits, OverwriteWithoutSource,
        OwnerIdAndName, NodeUnderLink, LinkTargetRequired, HardlinkToDirectory,
        HardlinkOwner, NodeConflictsUnit, DiskDeviceRequired, PartitionNumberCollision,
        PartitionOverlap, PartitionLabelCollision, PartitionAbsentWithAttributes, PartitionNeedsKey,
        PartitionLabelTooLong, PartitionLabelColon, GuidFormat, RaidLevelRequired,
        RaidLevelUnknown, RaidSparesUnsupported, RaidDevicesRequired, LuksNameSlash,
        LuksLabelTooLong, LuksDeviceRequired, ClevisCustomExclusive, LuksKeyfileInvalid,
        CexWithClevis, CexWithKeyfile, ClevisPinRequired, ClevisPinUnknown,
        ClevisConfigRequired, TangUrlInvalid, TangUrlScheme, TangThumbprintRequired,
        TangAdvertisementJson, FsFormatRequired, FsFormatUnknown, FsLabelNeedsFormat,
        FsLabelTooLong, VirtiofsDeviceMissing, VirtiofsTagTooLong, VirtiofsLabel,
        VirtiofsBlockOnly, FsOverPartitionedDisk, FsImplicitWipe, UnitExtension,
        UnitContents, UnitNoInstall, TemplateNoInstall, DropinExtension,
        DropinContents, NulCharacter, LineEnd, IdRange,
        FileAsParent, IdTwice, HomeTwice, HomeForKeys,
        KeyTwice, FieldNotInVersion, MoreEntries,
    ];
}
