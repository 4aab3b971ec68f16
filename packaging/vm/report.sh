# Runs in the demo's guest, as root: what Ignition did.
{
  journalctl -b -t ignition -o cat --no-pager
  echo
  echo "/etc/.ignition-result.json:"
  cat /etc/.ignition-result.json
  echo
  echo "end of the first boot: $(systemctl is-active ignition-firstboot-complete.service), stamp $([ -e /boot/ignition.firstboot ] && echo 'still there' || echo removed)"
  echo "failed units: $(systemctl --failed --plain --no-legend | wc -l)"
  systemd-analyze time 2>/dev/null
} >report
echo stay >then
