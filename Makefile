# Ignition.Agent. The two commands to know: `make demo` and `make test`.
CONFIG  ?= packaging/vm/demo.ign
MINUTES ?= 10
CUTS    ?= 50
TEST    ?=
ARCH    ?=
DESTDIR ?=
PREFIX  ?= /usr
export ARCH

.PHONY: all deps build check test demo bench fuzz soak pack install clean

all: build

deps:           ## what Debian 12 lacks beside the .NET SDK
	@packaging/vm/deps.sh

build:          ## out/: the stripped binary; ARCH=arm64 on amd64: the same in out/arm64/
	@packaging/vm/deps.sh build $(if $(ARCH),cross)
	@packaging/vm/build.sh

check:          ## host tests; TEST=name: those with this in their names
	@packaging/vm/deps.sh build check
	@tests/run.sh host "$(TEST)"

test: deps build  ## every test, virtual machines included, one of them of arm64
	@ARCH=arm64 packaging/vm/build.sh
	@tests/run.sh all

demo: deps build  ## boots a machine on CONFIG and shows what became of it
	@packaging/vm/demo.sh "$(CONFIG)"

bench: deps build  ## our measures beside those of Debian's ignition package
	@dotnet run -c Release --project tests/Ignition.Benchmarks

fuzz: deps      ## mutates the input of every decoder and reader, MINUTES for each; TEST=name: of one of them
	@tests/run.sh fuzz "$(MINUTES)" "$(TEST)"

soak: deps build  ## cuts the power of a first boot CUTS times
	@tests/run.sh soak "$(CUTS)"

pack: deps      ## out/packages: the NuGet package of Ignition.Config
	@dotnet pack src/Ignition.Config -c Release -o out/packages -v q -nologo

install:        ## into DESTDIR, after `make build`, of the same ARCH
	@packaging/vm/install.sh "$(DESTDIR)" "$(PREFIX)"
	@$(MAKE) --no-print-directory -C dracut-module install DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)"

clean:          ## everything that was built; the cache of guest images stays
	rm -rf out
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
