getent passwd >passwd
getent group >group
getent shadow >shadow
getent gshadow >gshadow
for f in /etc/plain /etc/unpacked /etc/owned /etc/owned-by-id /usr/local/bin/special /etc/appended /etc/issue /etc/hostname \
  /etc/empty /srv/deep/down/file /etc/merged /var/lib/thing /etc/logrotate.d /etc/localtime /etc/symbolic /etc/hard \
  /srv/deep /srv/deep/down /srv/app /home/core /home/core/.ssh /home/core/.ssh/authorized_keys.d /home/core/.ssh/authorized_keys.d/ignition \
  /root/.ssh/authorized_keys.d/ignition /etc/.ignition-result.json /etc/systemd/system/everything.service /etc/systemd/system-preset/20-ignition.preset; do
  stat -c '%n|%F|%a|%U|%G|%h|%N' "$f"
done >stat 2>&1
for f in plain unpacked owned owned-by-id appended issue hostname empty merged; do cp "/etc/$f" "$f"; done
cp /home/core/.ssh/authorized_keys.d/ignition keys-core
cp /root/.ssh/authorized_keys.d/ignition keys-root
cp /etc/.ignition-result.json result.json
cp /etc/systemd/system-preset/20-ignition.preset preset
cp /etc/machine-id machine-id
cat /proc/sys/kernel/random/boot_id >boot-id
cat /proc/cmdline >cmdline
ls -A /etc/logrotate.d >logrotate
ls /boot >boot
for u in everything.service quiet.service systemd-pstore.service ssh.socket apt-daily.timer echo@one.service echo@two.service nftables.service; do
  echo "$u $(systemctl is-enabled "$u")"
done >enabled
for u in everything.service echo@one.service echo@two.service ignition-firstboot-complete.service; do
  echo "$u $(systemctl is-active "$u")"
done >active
systemctl show -P Description nftables.service >dropin
find /etc/systemd/system -name 'everything.service' -type l >links-of-everything
id core >id-core
systemctl --failed --plain --no-legend >failed
journalctl -b -o export >journal
