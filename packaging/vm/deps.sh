#!/bin/bash
# deps.sh [PURPOSE...]: installs what these need on a Debian 12 that has only the .NET SDK; all of them when none is named.
#   build   the binary for this machine
#   check   the host tests
#   guests  virtual machines of amd64, their image, the demo, benchmarks, the container image
#   cross   the binary for ARCH, when that is not this machine's; for the other of amd64 and arm64 when ARCH is not set
#   arm64   the guest of that architecture
# Quick when nothing is missing. Server packages are wanted for their programs: no service is started.
set -euo pipefail
cd "$(dirname "$0")/../.."

(($#)) || set -- build check guests cross arm64
asked=${ARCH:-}
. packaging/vm/arch.sh
other=$([[ $native == amd64 ]] && echo arm64 || echo amd64)
packages=()
for purpose in "$@"; do
  case $purpose in
    # native AOT links with these
    build) packages+=(gcc libc6-dev zlib1g-dev binutils) ;;
    check)
      packages+=(
        zstd cpio mtools fdisk gdisk e2fsprogs dosfstools xfsprogs btrfs-progs iproute2 util-linux procps
        # the peer of differential tests, and the programs the agent runs
        ignition passwd kmod mdadm cryptsetup-bin libblkid1 python3-jsonschema
        # drives that clouds attach
        xorriso genisoimage
        # real servers
        nginx-light squid tang swtpm tftpd-hpa docker-registry dnsmasq-base curl
        # what the kernel saw of a stage
        strace
      )
      ;;
    guests) packages+=(mmdebstrap grub-pc-bin ovmf systemd-boot-efi qemu-system-x86 qemu-utils openssh-client openssl buildah rpm) ;;
    cross)
      [[ -n $asked ]] || ARCH=$other
      . packaging/vm/arch.sh
      [[ $ARCH == "$native" ]] || packages+=(clang-16 lld-16 {libc6-dev,libgcc-12-dev}-"$ARCH"-cross "binutils-${machine/_/-}-linux-gnu")
      ;;
    arm64) packages+=(mmdebstrap zstd cpio fdisk e2fsprogs qemu-system-arm qemu-efi-aarch64 qemu-utils qemu-user-static) ;;
    *) echo "deps.sh: $purpose is none of build, check, guests, cross, arm64" >&2; exit 64 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

sudo=()
((EUID == 0)) || sudo=(sudo)
echo "installing: ${missing[*]}"

# Debian asks this file before it starts a service; 101 means no.
guard=/usr/sbin/policy-rc.d
if [[ ! -e $guard ]]; then
  printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" install -m 755 /dev/stdin "$guard"
  trap '"${sudo[@]}" rm -f "$guard"' EXIT
fi

"${sudo[@]}" apt-get update -q -o Acquire::Retries=3
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends -o Acquire::Retries=3 "${missing[@]}"
