import { covered, edited, type Fault, fake } from './fault.ts';

const rule = (chain: string, words: string) => ({
  fault: `iptables -w -I ${chain} ${words}`,
  cure: { shell: `iptables -w -D ${chain} ${words}` },
});
const written = (path: string, text: string) => ({
  fault: `mkdir -p $(dirname ${path}); echo '${text}' >${path}`,
  cure: { shell: `rm ${path}` },
});
const resolver = (address: string) => covered('/etc/resolv.conf', `nameserver ${address}\\n`);

// Waits until the new pod has written its files and addresses: later it would undo the next fault.
const restartFlannel = `export KUBECONFIG=/etc/kubernetes/admin.conf
rm -f /run/flannel/subnet.env
kubectl -n kube-flannel delete pod --field-selector spec.nodeName=pi-1
until [ -s /run/flannel/subnet.env ]; do sleep 1; done`;

/** A valid file, so that the only finding is that it exists. */
const otherNetwork = '{"cniVersion":"1.0.0","name":"other","plugins":[{"type":"loopback"}]}';

/** Addresses, names, firewalls, the pod network, containerd and Docker. */
export const networkFaults: readonly Fault[] = [
  {
    id: 'net.default_route',
    fault: 'ip route show default >/root/kept; ip route del default',
    cure: { shell: 'ip route add $(cat /root/kept)' },
  },
  {
    id: 'net.empty_files',
    fault: ': >/etc/netplan/90-NM-empty.yaml; chmod 600 /etc/netplan/90-NM-empty.yaml',
    cure: { shell: 'rm /etc/netplan/90-NM-empty.yaml' },
  },
  { id: 'net.dns', ...resolver('172.29.250.250') },
  { id: 'net.dns_loop', ...resolver('127.0.0.1') },
  {
    id: 'net.overlap',
    fault: 'ip route add 10.244.128.0/17 dev eth0',
    cure: { shell: 'ip route del 10.244.128.0/17 dev eth0' },
  },
  {
    id: 'net.proxy',
    fault: 'echo http_proxy=http://10.0.0.1:3128 >>/etc/environment',
    cure: { shell: "sed -i '/proxy/d' /etc/environment" },
  },
  {
    id: 'net.clash',
    on: 'pi-1',
    // Again and again, as the right machine also answers and corrects the entry.
    fault: `systemd-run -q --unit=clash sh -c "while ip neigh replace $PEER lladdr 02:00:00:00:00:99 dev eth0 nud reachable; do sleep 0.3; done"`,
    cure: { shell: 'systemctl stop clash; ip neigh del "$PEER" dev eth0' },
  },
  {
    id: 'net.static_address',
    fault: 'sed -i s/=999/=998/ /etc/NetworkManager/system-connections/microcloud.nmconnection',
    cure: 'init',
  },
  { id: 'fw.ufw', ...written('/etc/ufw/ufw.conf', 'ENABLED=yes') },
  {
    id: 'fw.firewalld',
    fault: 'systemd-run -q --unit=firewalld sleep 600',
    cure: { shell: 'systemctl stop firewalld' },
  },
  { id: 'fw.forward', fault: 'iptables -w -I FORWARD -s 10.244.0.0/16 -j DROP', cure: 'fix' },
  { id: 'fw.iptables_old', ...fake('iptables', '[ "$*" != -V ] || { echo "iptables v1.8.2 (nf_tables)"; exit; }') },
  { id: 'net.api', ...rule('OUTPUT', '-p tcp --dport 6443 -j DROP') },
  { id: 'net.kubelet', ...rule('INPUT', '-p tcp --dport 10250 -j DROP') },
  { id: 'net.pods', ...rule('INPUT', '-p udp --dport 8472 -j DROP') },
  { id: 'net.dns_pod', on: 'pi-1', ...rule('FORWARD', '-p udp --dport 53 -m comment --comment test -j DROP') },
  { id: 'cni.several', ...written('/etc/cni/net.d/90-other.conflist', otherNetwork) },
  { id: 'cni.network', ...edited('/run/flannel/subnet.env', 's/^FLANNEL_NETWORK=.*/FLANNEL_NETWORK=10.9.0.0\\/16/') },
  {
    id: 'cni.bridge',
    on: 'pi-1',
    ...edited('/run/flannel/subnet.env', 's/^FLANNEL_SUBNET=.*/FLANNEL_SUBNET=10.244.9.1\\/24/'),
  },
  {
    id: 'cni.lease',
    fault: 'mv /run/flannel/subnet.env /root/kept',
    cure: { shell: 'mv /root/kept /run/flannel/subnet.env' },
  },
  {
    id: 'cni.missing',
    fault: 'cd /etc/cni/net.d; cp 10-flannel.conflist /root/kept; rm 10-flannel.conflist',
    // containerd does not see the file come back.
    cure: { shell: 'cp /root/kept /etc/cni/net.d/10-flannel.conflist; systemctl restart containerd' },
  },
  {
    id: 'cni.file',
    on: 'pi-1',
    // As a power cut leaves it.
    fault:
      'head -c 60 /etc/cni/net.d/10-flannel.conflist >/root/kept; cat /root/kept >/etc/cni/net.d/10-flannel.conflist',
    cure: { shell: restartFlannel },
  },
  {
    id: 'cni.file',
    on: 'pi-1',
    fault: `sed -i 's/"hairpinMode": true/"hairpinMode": false/' /etc/cni/net.d/10-flannel.conflist`,
    cure: { shell: restartFlannel },
  },
  {
    id: 'cni.range',
    on: 'pi-1',
    fault: 'ip address flush dev flannel.1; ip address add 10.244.99.0/32 dev flannel.1',
    cure: { shell: restartFlannel },
    isSlow: true,
  },
  { id: 'cri.frozen', fault: 'pkill -STOP -x containerd', cure: { shell: 'pkill -CONT -x containerd' } },
  { id: 'cni.mtu', fault: 'ip link set eth0 mtu 1400', cure: { shell: 'ip link set eth0 mtu 1500' } },
  { id: 'cni.managed', fault: 'rm /etc/NetworkManager/conf.d/90-microcloud.conf', cure: 'fix' },
  { id: 'cri.socket', fault: 'systemctl stop containerd', cure: 'init' },
  {
    id: 'cri.disabled',
    fault: `sed -i 's/^disabled_plugins.*/disabled_plugins = ["cri"]/; t; 1i disabled_plugins = ["cri"]' /etc/containerd/config.toml`,
    cure: 'init',
  },
  {
    id: 'cri.driver',
    fault: "sed -i 's/SystemdCgroup = false/SystemdCgroup = true/' /etc/containerd/config.toml",
    cure: 'fix',
  },
  { id: 'cri.config', fault: "echo '# mine' >>/etc/containerd/config.toml", cure: 'init' },
  { id: 'docker.active', fault: 'systemctl stop docker.socket docker', cure: 'fix' },
  { id: 'docker.user', fault: 'gpasswd -d pi docker', cure: 'fix' },
  {
    id: 'runtime.two',
    fault: 'systemd-run -q --unit=k3s-agent sleep 600',
    cure: { shell: 'systemctl stop k3s-agent' },
  },
  {
    id: 'fw.iptables_mixed',
    fault: 'iptables-legacy -w -A INPUT -s 192.0.2.1 -j DROP',
    cure: { shell: 'iptables-legacy -w -D INPUT -s 192.0.2.1 -j DROP; iptables-legacy -w -F' },
  },
  {
    id: 'cri.folder',
    fault: 'cp -a /etc/cni/net.d /root/kept.d; rm -r /etc/cni/net.d',
    cure: { shell: 'mv /root/kept.d /etc/cni/net.d; systemctl restart containerd' },
  },
  {
    id: 'svc.restarts',
    fault: `mkdir -p /run/systemd/system/avahi-daemon.service.d
printf '[Unit]\\nStartLimitIntervalSec=0\\n[Service]\\nRestart=always\\nRestartSec=0.1\\n' >/run/systemd/system/avahi-daemon.service.d/test.conf
systemctl daemon-reload; systemctl restart avahi-daemon
until [ "$(systemctl show -p NRestarts --value avahi-daemon)" -ge 3 ]; do systemctl kill -s KILL avahi-daemon; sleep 1; done`,
    cure: {
      shell:
        'rm -r /run/systemd/system/avahi-daemon.service.d; systemctl daemon-reload; systemctl reset-failed avahi-daemon.service avahi-daemon.socket; systemctl restart avahi-daemon',
    },
  },
];
