import { type Script, sh } from '../../shell/sh.ts';

/** How long an API may take to end by itself, in seconds: what it was asked before is answered, and kubelet waits for it. */
export const apiGraceSeconds = 5;

/**
 * Runs beside an upgrade of the only control plane until the shell that started it ends: ends the API at once where it only
 * makes everybody wait. Before kubelet starts a new etcd it deletes the old one's pod from the API, which answers without etcd
 * after 34 seconds only; one that is gone is not waited for. And an API that is asked to end takes 30 seconds for that.
 * Measured: 75 s without an API became 26 s for etcd, and 52 s became 17 s for the API itself. kubelet starts it anew.
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
