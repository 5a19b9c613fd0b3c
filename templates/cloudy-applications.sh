#!/bin/sh
# Written by microcloud. Cloudy's pages call this to see, start and stop the cluster's applications. It takes the token
# from kubelet's folder, where kubelet renews it and only root may read it, like publisher-token.sh for the publisher.
newest() {
  set --
  for logs in /var/log/pods/microcloud_cloudy-pages-*_*; do
    set -- "$@" "/var/lib/kubelet/pods/${logs##*_}/volumes/kubernetes.io~projected/cloudy-pages/token"
  done
  ls -td "$@" 2>/dev/null | head -n 1
}
CLOUDY_APPLICATIONS_CONFIG=/etc/microcloud/applications.json
CLOUDY_APPLICATIONS_TOKEN=$(newest)
export CLOUDY_APPLICATIONS_CONFIG CLOUDY_APPLICATIONS_TOKEN
exec /usr/bin/node --max-old-space-size=32 /usr/local/lib/microcloud/cloudy-applications.cjs "$@"
