#!/bin/sh
# Written by microcloud. keepalived asks by this whether this node may have the shared address: while its API answers.
# The node that makes the cluster needs the address before there is an API. A power cut takes this file away, and one that
# is left over does not count for long.
[ -z "$(find {{creating}} -mmin -30 2>/dev/null)" ] || exit 0
# Its API is about to end for a moment, and another control plane has one.
[ -z "$(find {{pausing}} -mmin -30 2>/dev/null)" ] || exit 1
# What joins has an API before it is a member.
[ ! -e {{joining}} ] || exit 1
# 401 is an API that answers only those who have logged in.
case $(curl -sk -o /dev/null -w '%{http_code}' --max-time 3 https://127.0.0.1:6443{{path}}) in
200 | 401 | 403) exit 0 ;;
esac
exit 1
