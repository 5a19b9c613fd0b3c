import type { Fault } from './fault.ts';

const kubectl = 'KUBECONFIG=/etc/kubernetes/admin.conf kubectl';
const peer = '/etc/kubernetes/pki/etcd/peer.crt';
/** Replaces a file by a certificate that is valid from the beginning of this year until so many days from now. */
const certificate = (path: string, days: string) => ({
  fault: `cp -aL ${path} /root/kept
mkdir -p /run/test/ca && cd /run/test/ca && : >index && echo 01 >serial
printf '[ca]\\ndefault_ca=x\\n[x]\\ndatabase=index\\nserial=serial\\nnew_certs_dir=.\\ndefault_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' >ca.cnf
openssl req -newkey rsa:2048 -nodes -subj /CN=x -keyout key -out csr 2>/dev/null
openssl ca -config ca.cnf -selfsign -keyfile key -in csr -startdate 20260101000000Z -enddate "$(date -u -d '${days} days' +%Y%m%d%H%M%SZ)" -batch -notext >${path} 2>/dev/null`,
  cure: { shell: `cat /root/kept >${path}` },
});

/** kubelet and the cluster's own objects. */
export const clusterFaults: readonly Fault[] = [
  { id: 'cert.expiry', on: 'pi-1', ...certificate(peer, '10'), cure: 'init' },
  { id: 'cert.expired', on: 'pi-1', ...certificate(peer, '-2'), cure: 'init' },
  { id: 'cert.outdated', on: 'pi-1', fault: 'kubeadm certs renew scheduler.conf', cure: 'init' },
  { id: 'cert.timer', on: 'pi-1', fault: 'systemctl disable --now microcloud-certificates.timer', cure: 'fix' },
  { id: 'node.other_cluster', ...certificate('/etc/kubernetes/pki/ca.crt', '3650') },
  {
    id: 'kubelet.manifests',
    on: 'pi-1',
    fault: 'mv /etc/kubernetes/manifests/kube-scheduler.yaml /root/kept',
    cure: { shell: 'mv /root/kept /etc/kubernetes/manifests/kube-scheduler.yaml' },
  },
  {
    id: 'kubelet.static_pods',
    on: 'pi-1',
    fault: 'cp /etc/kubernetes/manifests/kube-scheduler.yaml /etc/kubernetes/manifests/kube-scheduler.yaml.bak',
    cure: { shell: 'rm /etc/kubernetes/manifests/kube-scheduler.yaml.bak' },
  },
  { id: 'kubelet.active', fault: 'systemctl stop kubelet', cure: 'init' },
  { id: 'kubelet.programs', fault: 'touch /usr/local/bin/kubeadm', cure: 'init' },
  { id: 'kubelet.unit', fault: 'echo >>/etc/default/kubelet', cure: 'fix' },
  {
    id: 'kubelet.images',
    fault: 'ctr -n k8s.io images rm $(ctr -n k8s.io images ls -q | grep kube-proxy | head -n 1)',
    cure: 'init',
  },
  { id: 'node.ready', fault: 'pkill -STOP kubelet', cure: { shell: 'pkill -CONT kubelet' }, isSlow: true },
  { id: 'node.cordoned', on: 'pi-1', fault: `${kubectl} cordon pi-2`, cure: { shell: `${kubectl} uncordon pi-2` } },
  {
    id: 'node.stale',
    on: 'pi-1',
    fault: `printf '{"apiVersion":"v1","kind":"Node","metadata":{"name":"pi-9"}}' | ${kubectl} apply -f -`,
    cure: { shell: `${kubectl} delete node pi-9` },
  },
  {
    id: 'node.labels',
    on: 'pi-1',
    fault: `${kubectl} annotate node pi-2 'microcloud.cloudy/managed={"labels":["x"]}'`,
    cure: 'fix',
  },
  {
    id: 'cni.flannel_manifest',
    on: 'pi-1',
    fault: `${kubectl} -n kube-flannel annotate --overwrite daemonset kube-flannel-ds microcloud.cloudy/applied=other`,
    cure: 'init',
  },
  {
    id: 'cni.flannel_manifest',
    on: 'pi-1',
    fault: `${kubectl} -n kube-flannel patch configmap kube-flannel-cfg --type=merge -p '{"data":{"net-conf.json":"{}"}}'`,
    cure: 'init',
  },
  {
    id: 'cluster.kube_proxy',
    on: 'pi-1',
    fault: `${kubectl} -n kube-system delete daemonset kube-proxy`,
    cure: 'init',
  },
  {
    id: 'cluster.settings',
    on: 'pi-1',
    fault: `${kubectl} -n kube-system delete configmap kubeadm-config kubelet-config`,
    cure: 'init',
  },
  { id: 'cluster.coredns', on: 'pi-1', fault: `${kubectl} -n kube-system delete configmap coredns`, cure: 'init' },
  {
    id: 'cluster.config_maps',
    on: 'pi-1',
    fault: `${kubectl} -n kube-system get configmap coredns -o yaml >/root/kept
sed 's/^\\( *\\)reload$/\\1reload {/' /root/kept | ${kubectl} replace -f -`,
    cure: { shell: `${kubectl} replace --force -f /root/kept` },
  },
  { id: 'cluster.coredns', on: 'pi-1', fault: `${kubectl} -n kube-system delete deployment coredns`, cure: 'init' },
  {
    // Its pods run, but are never Ready: nobody sets the condition of their readiness gate.
    id: 'pods.rollout',
    on: 'pi-1',
    fault: `${kubectl} -n microcloud patch daemonset cloudy-publisher -p '{"spec":{"template":{"spec":{"readinessGates":[{"conditionType":"test/never"}]}}}}'`,
    cure: {
      shell: `${kubectl} -n microcloud patch daemonset cloudy-publisher --type=json -p '[{"op":"remove","path":"/spec/template/spec/readinessGates"}]'`,
    },
    isSlow: true,
  },
  { id: 'cni.programs', fault: 'rm /usr/lib/cni/flannel', cure: 'init' },
  { id: 'cni.programs', fault: 'echo >>/usr/lib/cni/flannel', cure: 'fix' },
  { id: 'cni.programs', fault: 'rm /usr/lib/cni/portmap; echo >>/usr/lib/cni/bridge', cure: 'init' },
  {
    id: 'dns.coredns',
    on: 'pi-1',
    fault: `${kubectl} -n kube-system scale deployment coredns --replicas=0`,
    cure: { shell: `${kubectl} -n kube-system scale deployment coredns --replicas=2` },
    isSlow: true,
  },
  {
    id: 'cluster.silent',
    on: 'pi-1',
    fault: 'pkill -STOP kube-apiserver',
    cure: { shell: 'pkill -CONT kube-apiserver' },
    // CoreDNS also waits for this fault to go.
    isSlow: true,
  },
  {
    id: 'cni.link',
    on: 'pi-1',
    fault: 'ip link delete flannel.1',
    cure: { shell: `${kubectl} -n kube-flannel delete pod --field-selector spec.nodeName=pi-1` },
  },
  {
    id: 'cni.moved',
    fault: 'ip link set flannel.1 type vxlan id 1 local 192.0.2.2',
    cure: 'init',
  },
  {
    id: 'cni.address',
    on: 'pi-1',
    fault: `${kubectl} annotate --overwrite node pi-2 flannel.alpha.coreos.com/public-ip=192.0.2.2`,
    cure: { shell: `${kubectl} annotate --overwrite node pi-2 flannel.alpha.coreos.com/public-ip="$PEER"` },
  },
  { id: 'cert.kubelet', ...certificate('/var/lib/kubelet/pki/kubelet-client-current.pem', '-2') },
  {
    id: 'pub.access',
    on: 'pi-1',
    fault: `${kubectl} -n microcloud annotate --overwrite daemonset,deployment --all microcloud.cloudy/applied=other`,
    cure: 'init',
  },
];
