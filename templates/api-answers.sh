#!/bin/sh
# Written by microcloud. keepalived runs this to know whether this node may have the shared address: only while its API
# answers. The node that makes the cluster needs the address before there is an API: then the file below exists. A power
# cut removes it, and after 30 minutes it does not count any more.
[ -z "$(find {{creating}} -mmin -30 2>/dev/null)" ] || exit 0
# The API of this node is about to stop for a moment, and another control plane has one.
[ -z "$(find {{pausing}} -mmin -30 2>/dev/null)" ] || exit 1
# A node that joins has an API before it is a member.
[ ! -e {{joining}} ] || exit 1
# 401: the API works, but answers only with a login.
case $(curl -sk -o /dev/null -w '%{http_code}' --max-time 3 https://127.0.0.1:6443{{path}}) in
200 | 401 | 403) exit 0 ;;
esac
exit 1
