#!/bin/sh
# Written by microcloud. Cloudy's programs call this instead of Serf. Commands that only write go to Serf itself. Output
# that they read may come from anybody who reaches Serf's port, so it is made harmless first.
case "$1" in
  tags) exec /usr/bin/serf "$@" ;;
esac
exec /usr/bin/node --max-old-space-size=64 /usr/local/lib/microcloud/cloudy-serf.cjs "$@"
