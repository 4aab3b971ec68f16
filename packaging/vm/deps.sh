#!/bin/bash
# Installs what building, testing and the demo need on a Debian 12 that has only the .NET SDK.
# Quick when nothing is missing. Server packages are wanted for their programs: no service is started.
set -euo pipefail

packages=(
  # native AOT links with these
  gcc libc6-dev zlib1g-dev binutils
  # guest image and virtual machines
  mmdebstrap zstd cpio mtools fdisk gdisk e2fsprogs dosfstools xfsprogs btrfs-progs grub-pc-bin ovmf systemd-boot-efi
  qemu-system-x86 qemu-utils openssh-client iproute2 util-linux procps
  # the peer of benchmarks and differential tests, and the programs the agent runs
  ignition passwd kmod mdadm cryptsetup-bin libblkid1 python3-jsonschema
  # the container image
  buildah
  # drives that clouds attach
  xorriso genisoimage
  # real servers
  nginx-light squid tang swtpm tftpd-hpa docker-registry dnsmasq-base curl
  # what the kernel saw of a stage
  strace
)

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
