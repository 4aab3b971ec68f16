#!/bin/bash
# dracut module 30ignition: the first-boot agent and what it runs.

agent=/usr/lib/ignition-agent

# Only where it is asked for: --add ignition, or add_dracutmodules+=" ignition ".
check() {
  return 255
}

depends() {
  echo systemd network qemu
}

# What no config can do without.
required=(
  awk cat grep ip journalctl ln mkdir modprobe mount mv rm sed sleep systemctl timeout tr udevadm umount
  chgpasswd chpasswd groupadd groupdel groupmod useradd userdel usermod
)

# "program what-cannot-be-done-without-it"
optional=(
  "networkctl networks through systemd-networkd"
  "mkfs.ext4 ext4 filesystems"
  "mkfs.xfs xfs filesystems"
  "mkfs.btrfs btrfs filesystems"
  "mkfs.fat vfat filesystems"
  "mkswap swap areas"
  "swapon using swap areas in the first boot"
  "swapoff giving swap areas back"
  "wipefs wiping filesystem signatures"
  "mdadm RAID arrays"
  "cryptsetup LUKS volumes"
  "dmsetup partitions in use by device mapper"
  "clevis LUKS volumes bound to tang or TPM2"
  "setfiles SELinux labels"
)

installkernel() {
  hostonly='' instmods qemu_fw_cfg virtio_blk virtio_net virtio_pci virtio_scsi nvme sd_mod sr_mod cdrom \
    isofs udf vfat efivarfs nls_cp437 nls_iso8859-1 nls_ascii ext4 xfs btrfs virtiofs \
    dm_mod dm_crypt dm_integrity md_mod linear raid0 raid1 raid10 raid456 loop tpm_crb tpm_tis tpm_vtpm_proxy \
    hv_utils vboxguest vmw_vsock_vmci_transport vmw_vsock_virtio_transport mlxbf_bootctl vmur
}

install_unit() { # UNIT [TARGET [requires|wants]]
  local unit=$1 target=${2:-ignition-complete.target} how=${3:-requires}
  inst_simple "$moddir/$unit" "$systemdsystemunitdir/$unit"
  mkdir -p "$initdir/$systemdsystemunitdir/$target.$how"
  ln_r "../$unit" "$systemdsystemunitdir/$target.$how/$unit"
}

install_agent() {
  local binary=$agent/ignition there=${dracutsysrootdir-}$agent/ignition helper
  # A distribution may put the binary into the module's directory, where upstream has it. The link there is to the agent.
  [[ ! -f $moddir/ignition || -L $moddir/ignition ]] || binary=$moddir/ignition there=$moddir/ignition
  if [[ ! -x $there ]]; then
    dfatal "ignition: $there is missing"
    return 1
  fi
  inst "$binary" "$agent/ignition"
  ln_r "$agent/ignition" /usr/bin/ignition
  # A helper of the distribution under either name; the second is a file of this module, for distributions that overwrite it.
  for helper in "$moddir/ignition-kargs-helper" "$moddir/ignition-kargs-helper.sh"; do
    [[ -e $helper ]] || continue
    inst_script "$helper" /usr/sbin/ignition-kargs-helper
    break
  done
}

# Loaded by name while the agent runs, so that ldd does not see them.
install_libraries() {
  inst_libdir_file "libssl.so.*" "libcrypto.so.*" "libblkid.so.1*" "libnss_dns.so.*" "libnss_files.so.*" "libtss2-tcti-device.so*"
  inst_multiple -o /etc/nsswitch.conf /etc/ssl/openssl.cnf /etc/pki/tls/openssl.cnf
  local found='' bundle
  for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
    [[ -e ${dracutsysrootdir-}$bundle ]] || continue
    inst_simple "$bundle"
    found=1
  done
  [[ -z $found ]] || inst_multiple -o /usr/lib/ssl/certs /usr/lib/ssl/cert.pem /etc/pki/tls/cert.pem /usr/lib/ssl/openssl.cnf
  [[ -n $found ]] || dwarning "ignition: no CA bundle found: https sources need certificates from the config"
}

install() {
  local program entry missing=()
  for program in "${required[@]}"; do
    find_binary "$program" >/dev/null || missing+=("$program")
  done
  if ((${#missing[@]})); then
    dfatal "ignition: an initramfs without these cannot provision a machine: ${missing[*]}"
    # dracut goes on when a module fails; an image that stops in emergency mode on its first boot helps nobody.
    exit 1
  fi
  inst_multiple "${required[@]}"
  for entry in "${optional[@]}"; do
    program=${entry%% *}
    if find_binary "$program" >/dev/null; then
      inst_multiple "$program"
    else
      dinfo "ignition: $program is not installed: configs cannot ask for ${entry#* }"
    fi
  done
  inst_multiple -o clevis-encrypt-sss clevis-encrypt-tang clevis-encrypt-tpm2 clevis-decrypt clevis-decrypt-sss \
    clevis-decrypt-tang clevis-decrypt-tpm2 clevis-luks-bind clevis-luks-common-functions clevis-luks-unlock \
    clevis-decrypt-null clevis-encrypt-null base64 bash curl cut jose mktemp pwmake sort tail \
    tpm2_create tpm2_createprimary tpm2_load tpm2_unseal tpm2_flushcontext tpm2_pcrlist tpm2_pcrread \
    tpm2_createpolicy vmur chccwdev cio_ignore is-live-image

  install_agent || exit 1
  install_libraries

  # Ownership by name before users of the config exist is looked up in the sysroot, never here.
  inst_script "$moddir/network-up" "$agent/network-up"
  inst_script "$moddir/remount-sysroot" "$agent/remount-sysroot"
  inst_script "$moddir/ignition-generator" "$systemdutildir/system-generators/ignition-generator"
  inst_hook emergency 50 "$moddir/ignition-emergency.sh"
  inst_simple "$moddir/99-xx-ignition-systemd-cryptsetup.rules" /usr/lib/udev/rules.d/99-xx-ignition-systemd-cryptsetup.rules
  inst_simple "$moddir/ignition-luks.conf" /etc/security/pwquality.conf.d/ignition-luks.conf
  inst_rules 60-cdrom_id.rules # labels of config drives
  # What journalctl -x says of a failure, in the emergency shell.
  inst_multiple -o /var/lib/systemd/catalog/database

  local name
  for name in complete subsequent diskful diskful-subsequent; do
    inst_simple "$moddir/ignition-$name.target" "$systemdsystemunitdir/ignition-$name.target"
  done
  for name in fetch-offline fetch kargs disks mount files; do
    install_unit "ignition-$name.service"
  done
  install_unit ignition-network.service ignition-complete.target wants
  install_unit ignition-remount-sysroot.service ignition-diskful.target
  install_unit ignition-scrub.service initrd-switch-root.target wants

  # Base configs of the distribution.
  local directory
  for directory in /usr/lib/ignition /etc/ignition; do
    [[ ! -d ${dracutsysrootdir-}$directory ]] || inst_multiple -o $(find "${dracutsysrootdir-}$directory" -type f -printf "$directory/%P\n")
  done
}
