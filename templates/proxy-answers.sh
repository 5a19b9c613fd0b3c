#!/bin/sh
# Written by microcloud. keepalived runs this to know whether this proxy may have the shared address: only while HAProxy
# works.
exec curl -sf -o /dev/null --max-time 3 --unix-socket {{answers}} http://proxy/alive
