using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Packages;

/// <summary>The checkout once more, elsewhere, built and packaged there as out/ is here.</summary>
public sealed class SecondBuild : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-second-build").FullName;
    private bool _built;

    /// <summary>A file that the build leaves in out/, of the build here and of that there.</summary>
    internal (byte[] Here, byte[] There) Left(string file)
    {
        Build();
        return (File.ReadAllBytes(Path.Combine(Workplace.Out, file)), File.ReadAllBytes(Path.Combine(Checkout, "out", file)));
    }

    /// <summary>What a packaging script makes of both builds.</summary>
    /// <param name="script">Below packaging/; it takes where to put its package.</param>
    /// <param name="name">Name of the package, where the script wants it; otherwise it gets a directory.</param>
    /// <param name="files">Pattern of the package's name, where the script makes others beside it.</param>
    internal (byte[] Here, byte[] There) Packaged(string script, string name = "", string files = "*")
    {
        Build();
        return (Package(Workplace.Root, "here"), Package(Checkout, "there"));

        byte[] Package(string checkout, string side)
        {
            var target = Directory.CreateDirectory(Path.Combine(_directory, side, Path.GetDirectoryName(script)!)).FullName;
            HostProgram.Run(Path.Combine(checkout, "packaging", script), Path.Combine(target, name));
            return File.ReadAllBytes(Directory.GetFiles(target, files).Single());
        }
    }

    private string Checkout => Path.Combine(_directory, "somewhere/else/and/deeper");

    /// <summary>Another path, other places of packages and of the home, another time zone, language and umask.</summary>
    private void Build()
    {
        if (_built) return;
        HostProgram.Run("/bin/bash", "-euc", $"""
            export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
            ln -s "$(realpath "$(dotnet nuget locals global-packages --list | sed 's/^[^/]*//')")" '{_directory}/packages'
            cd '{Workplace.Root}'
            git clone -q . '{Checkout}'
            git ls-files -z --cached --others --exclude-standard | xargs -0 sh -c 'for file; do [ ! -e "$file" ] || cp -a --parents -t "$0" "$file"; done' '{Checkout}'
            git ls-files -z --deleted | (cd '{Checkout}' && xargs -0 rm -f)
            umask 077
            export TZ=Asia/Tokyo LC_ALL=C.UTF-8 NUGET_PACKAGES='{_directory}/packages'
            '{Checkout}/packaging/vm/build.sh'
            """);
        _built = true;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
