#!/bin/sh
# Becomes /usr/sbin/ignition-kargs-helper of the initramfs. A file of its own and no link to the agent: distributions copy a
# helper of theirs over it, and a copy follows a link.
exec /usr/lib/ignition-agent/ignition kargs-helper "$@"
