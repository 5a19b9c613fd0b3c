#!/bin/sh
# Written by microcloud. Cloudy's programs call Serf here. What they only write goes to Serf itself; what they read was
# said by anybody who reaches Serf's port, and is made harmless first.
case "$1" in
  tags) exec /usr/bin/serf "$@" ;;
esac
exec /usr/bin/node --max-old-space-size=64 /usr/local/lib/microcloud/cloudy-serf.cjs "$@"
