namespace Ignition.Provisioning.Failures;

/// <summary>Failures of the engine itself: acquiring, rendering and running.</summary>
internal static class EngineFailures
{
    public static readonly FailureCode Interrupted = new(
        "IGN-INTERRUPTED", "347666dfcc09486d8fd3aa75a2f06467",
        "The agent was told to stop before the stage was complete",
        "Find out who stopped it (journalctl -b); the next boot continues where this one stopped.");

    public static readonly FailureCode Unexpected = new(
        "IGN-UNEXPECTED", "ab7bd9166a3a47e7831c7a5a3f121294",
        "Something went wrong that the agent has no better word for",
        "Read the entries before this one (journalctl -b -t ignition) and report it with them.");

    public static readonly FailureCode Nul = new(
        "IGN-NUL", "384b48bd37ad4fbb955b0e7466cfb995",
        "A text with a NUL character in it was kept from the system",
        "Take the NUL (\\u0000 in JSON, \\0 in YAML) out of the text named in the cause; the system would have taken it for the end.");

    public static readonly FailureCode ConfigInvalid = new(
        "IGN-CONFIG-INVALID", "5c065020a5c94d4eb7c23c26d45eeb10",
        "The config was read but is not valid",
        "Correct the lines named in the report; `ignition validate FILE` shows the same on your own machine.");

    public static readonly FailureCode ConfigNotRead = new(
        "IGN-CONFIG-UNREADABLE", "0700c1580b6e40b993321f17b2db7dda",
        "What was found is not an Ignition config",
        "Check what was given as user data; `ignition validate FILE` says what it is.");

    public static readonly FailureCode ConfigVersion = new(
        "IGN-CONFIG-VERSION", "2691050eb8bb4a189e83ea88ab256f71",
        "The config asks for a spec version that this agent does not know",
        "Set ignition.version to a supported version, 3.0.0 to 3.6.0.");

    public static readonly FailureCode ChildEmpty = new(
        "IGN-CONFIG-CHILD-EMPTY", "dc47537b39564d638773b977241c4f8c",
        "A config named in ignition.config.merge or replace is empty",
        "Put a config at that URL or take the reference out; at least {\"ignition\":{\"version\":\"3.6.0\"}}.");

    public static readonly FailureCode Cycle = new(
        "IGN-CONFIG-CYCLE", "499dfd52a8754de4935a851195e70912",
        "A config refers to itself through ignition.config.merge or replace",
        "Take one of the references named in the cause out.");

    public static readonly FailureCode TooDeep = new(
        "IGN-CONFIG-DEPTH", "960bb7757d9e44618d6365f806a5e269",
        "Configs refer to each other too deeply",
        "Flatten the chain of ignition.config.merge and replace references.");

    public static readonly FailureCode TooManyChildren = new(
        "IGN-CONFIG-CHILDREN", "186ee020529b47d9b243588790a86701",
        "The config refers to too many other configs",
        "Join configs before they are handed to the machine: `ignition merge FILE...`.");

    public static readonly FailureCode BaseConfig = new(
        "IGN-CONFIG-BASE", "c3ad50d0c8f54904a3a392d339465826",
        "A config fragment of the distribution cannot be used",
        "Correct the file named in the cause in base.d or base.platform.d of the image.");

    public static readonly FailureCode KernelArgument = new(
        "IGN-KERNEL-ARGUMENT", "4435acf795dc437ea113e0414a564995",
        "A kernel argument of ignition.* makes no sense",
        "Correct the kernel command line in the boot loader and boot again.");

    public static readonly FailureCode NoPlatform = new(
        "IGN-NO-PLATFORM", "c82f94b1320743b18d53ef5be82d1521",
        "No platform is named, so there is nowhere to take a config from",
        "Set ignition.platform.id on the kernel command line to the platform this machine runs on.");

    public static readonly FailureCode NoCache = new(
        "IGN-NO-CACHE", "9e9a8d81b00e4cb3aedc838e589b2fdf",
        "The config that the fetch stage should have left cannot be read",
        "Look why the fetch stage did not finish: journalctl -b -u 'ignition-fetch*'.");

    public static readonly FailureCode StateUnreadable = new(
        "IGN-STATE-UNREADABLE", "5d80010c02ce4354989b0e22a8967acd",
        "The state that earlier stages left cannot be read",
        "Remove /run/ignition/state and start the stages again, or reboot.");

    public static readonly FailureCode StateNotWritten = new(
        "IGN-STATE-UNWRITABLE", "f2bfccce8dce4fc69ef467255d171f99",
        "What a stage leaves for later ones below /run could not be written",
        "Check the space and the mount options of /run.");

    public static readonly FailureCode NotSupported = new(
        "IGN-UNSUPPORTED", "22d39770036748bda53d20c3f6b2cef9",
        "The config asks for something that this version of the agent does not do",
        "Take the named section out of the config, or use a version that supports it. Nothing was changed.");

    public static readonly FailureCode Usage = new(
        "IGN-USAGE", "a4f8083a3e2b48d6922b384da19e30dc",
        "A command was given something it cannot work with",
        "Read the help of the command: ignition COMMAND -help.");

    public static FailureCode[] All =>
    [
        Interrupted, Unexpected, Nul, ConfigInvalid, ConfigNotRead, ConfigVersion, ChildEmpty, Cycle, TooDeep, TooManyChildren, BaseConfig,
        KernelArgument, NoPlatform, NoCache, StateUnreadable, StateNotWritten, NotSupported, Usage,
    ];
}
