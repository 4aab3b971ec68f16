cp /etc/crypttab crypttab
findmnt -rno TARGET,SOURCE,FSTYPE >mounts
cat /proc/mdstat >mdstat
mdadm --detail /dev/md/data | grep -E 'UUID|Name|Raid Level|Raid Devices' >array
for volume in data sealed remote custom made; do
  cat /srv/$volume/file >file.$volume
  uuid=$(awk -v volume=$volume '$1 == volume { sub("UUID=", "", $2); print $2 }' /etc/crypttab)
  device=/dev/disk/by-uuid/$uuid
  cryptsetup luksDump "$device" >>dumps
  cryptsetup luksDump "$device" | grep -c '^  [0-9]*: luks2' >slots.$volume
  cryptsetup luksDump "$device" | sed -n '/^Tokens:/,/^Digests:/p' >tokens.$volume
done
systemctl --failed --plain --no-legend >failed
journalctl -b -o export >journal
umount /srv/* 2>/dev/null
