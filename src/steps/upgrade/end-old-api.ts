import { type Script, sh } from '../../shell/sh.ts';

/**
 * How long an API may take to end by itself, in seconds: it answers the requests that it has, and kubelet waits for it.
 */
export const apiGraceSeconds = 5;

/**
 * Runs beside an upgrade of the only control plane, until the shell that started it ends. It kills the old API where
 * waiting for it is of no use. Before kubelet starts a new etcd it deletes the old etcd's pod from the API, which needs
 * etcd and fails only after 34 seconds; without an API kubelet goes on at once. And an API that is asked to end takes
 * 30 seconds for that. Measured: the API was away for 26 s instead of 75 s while etcd changed, and for 17 s instead of
 * 52 s while the API itself changed. kubelet starts the API again.
 */
export function endingOldApi(manifests = '/etc/kubernetes/manifests'): Script {
  return sh`# The API started before this manifest came.
is_older() {
  changed=$(stat -c %Z ${manifests}/"$1".yaml) && [ "$started" -lt "$changed" ]
}
while kill -0 $$ 2>/dev/null; do
  sleep 1
  pid=$(pidof -s kube-apiserver) && age=$(ps -o etimes= -p "$pid") || continue
  now=$(date +%s)
  started=$((now - age))
  if is_older etcd && ! pidof etcd >/dev/null; then kill -9 "$pid"; fi
  if is_older kube-apiserver && [ $((now - changed)) -ge ${apiGraceSeconds} ]; then kill -9 "$pid"; fi
done`;
}
