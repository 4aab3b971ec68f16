#!/bin/sh
# dracut hook "emergency": what systemd says while it stops units has scrolled the agent's summary away. Show it again, last.
summary=$(journalctl -b -o cat -t ignition _TRANSPORT=stdout 2>/dev/null | awk '
  /^=+$/ { rule = $0 }
  /^Ignition could not set up/ { block = rule; inside = 1 }
  inside { block = block "\n" $0; if (/^=+$/) { last = block; inside = 0 } }
  END { if (last) print last }')
if [ -n "$summary" ]; then
  while read -r console _; do
    printf '\n%s\n' "$summary" >"/dev/$console"
  done </proc/consoles
fi
