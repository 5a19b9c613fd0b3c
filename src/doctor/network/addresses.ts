import { commandFact } from '../../facts/command.ts';
import { nameservers } from '../../facts/dns.ts';
import { contentOf, fileFact } from '../../facts/file.ts';
import { links } from '../../facts/links.ts';
import { contains, overlaps, parseAddress, parseNetwork } from '../../inventory/ipv4.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** Networks that the node reaches without Kubernetes and Docker: "10.0.0.0/8 wg0". */
const routes = commandFact('routes', sh`ip -4 route show`, (stdout) =>
  stdout.split('\n').flatMap((line) => {
    const [, network, link = ''] = /^([\d.]+\/\d+) .*?dev (\S+)/.exec(line) ?? [];
    return network && !/^(cni|flannel|kube|docker|br-|veth|cali|tunl)/.test(link) ? [{ network, link }] : [];
  }),
);

const resolvConf = fileFact('/etc/resolv.conf');
const resolved = fileFact('/run/systemd/resolve/resolv.conf');

export default [
  nodeCheck({
    id: 'net.default_route',
    title: 'It has no default route',
    why: 'It reaches nothing outside its own network, and Services may not answer.',
    advice: 'ssh {node} "ip route; nmcli device"',
    runbook:
      'The router is not set, or its network went away. init sets the gateway with staticAddress. An island without a router needs one all the same: name any node as gateway.',
    source: 'microk8s inspect; k3s "no default routes found"',
    entails: ['net.dns', 'net.static_address', 'net.address'],
    needs: () => ({ links }),
    judge: ({ facts }) => (facts.links.gateways.length === 0 ? {} : undefined),
  }),
  nodeCheck({
    id: 'net.dns',
    title: 'Its name server does not answer',
    why: 'Images cannot be downloaded, and pods find no names outside.',
    advice: 'ssh {node} cat /etc/resolv.conf',
    runbook:
      'Each name server of /etc/resolv.conf was asked and none answered. `resolvectl` or `nmcli device show` tells where they come from. network.nameservers in the inventory sets others.',
    source: 'kubespray 0040-verify-settings (nameserver)',
    entails: ['dns.coredns'],
    needs: () => ({ nameservers }),
    judge({ facts: { nameservers: servers } }) {
      if (servers.length === 0) return { what: 'It has no name server' };
      if (servers.some(({ answers }) => answers)) return undefined;
      return { what: `Its name server does not answer (${servers.map(({ address }) => address).join(', ')})` };
    },
  }),
  nodeCheck({
    id: 'net.dns_loop',
    title: 'Its name server is the node itself',
    why: 'CoreDNS asks itself, and stops with "Loop detected".',
    advice:
      "Write your router's address into network.nameservers of the inventory, then: microcloud init --only {node}",
    runbook:
      '/etc/resolv.conf names 127.0.0.1: a dnsmasq, Pi-hole or similar runs on the node. For a pod that address is the pod itself. With systemd-resolved kubelet reads /run/systemd/resolve/resolv.conf instead, and all is well.',
    source: 'CoreDNS loop plugin; k3s and kubespray resolvconf tasks',
    entails: ['dns.coredns', 'dns.loop', 'sys.coredns', 'net.dns', 'net.dns_pod', 'pods.crashing'],
    needs: () => ({ resolvConf, resolved }),
    judge({ facts }) {
      const servers = facts.resolvConf.exists ? [...facts.resolvConf.content.matchAll(/^nameserver\s+(\S+)/gm)] : [];
      const isLocal = servers.length > 0 && servers.every(([, server = '']) => /^(127\.|::1$)/.test(server));
      return isLocal && !(facts.resolved.exists && /^nameserver\s+(?!127\.)/m.test(facts.resolved.content))
        ? {}
        : undefined;
    },
  }),
  nodeCheck({
    id: 'net.overlap',
    title: 'Its network overlaps that of pods or Services',
    why: 'Packets for pods go to the community network, or the other way round.',
    advice: 'Set cluster.podNetwork and cluster.serviceNetwork in the inventory to networks that nobody uses',
    runbook:
      'guifi.net and others use 10.0.0.0/8. The networks of a cluster cannot be changed later: choose before init.',
    source: 'k3s check-config (routes); kubespray and kubekey CIDR checks',
    needs: () => ({ routes }),
    judge({ cluster, facts }) {
      const own = [cluster.podNetwork, cluster.serviceNetwork];
      const clash = facts.routes.flatMap(({ network, link }) => {
        const there = parseNetwork(network);
        const hit = own.find((text) => {
          const mine = parseNetwork(text);
          return mine && there && overlaps(mine, there);
        });
        return hit === undefined ? [] : [`${network} on ${link} overlaps ${hit}`];
      });
      return clash.length > 0 ? { what: `Its network ${clash.join(', ')}` } : undefined;
    },
  }),
  nodeCheck({
    id: 'net.subnet',
    title: 'Its mask does not fit the network of the inventory',
    severity: 'warning',
    why: 'It does not reach nodes that are in the same network.',
    advice: 'ssh {node} ip address',
    runbook: 'The inventory says which subnet the nodes are in; the interface has another mask.',
    source: 'kubespray 0040-verify-settings',
    needs: () => ({ links }),
    judge({ node, facts }) {
      const wanted = parseNetwork(node.network.subnet ?? '');
      const held = facts.links.all.flatMap(({ addresses }) => addresses).find((one) => one.address === node.address);
      if (!wanted || !held || !contains(wanted, parseAddress(held.address) ?? Number.NaN)) return undefined;
      if (held.prefix === wanted.prefix) return undefined;
      return { what: `Its mask is /${held.prefix}, that of the inventory /${wanted.prefix}` };
    },
  }),
  nodeCheck({
    id: 'net.proxy',
    title: 'An HTTP proxy is also used inside the cluster',
    severity: 'warning',
    why: 'Nodes ask the HTTP proxy for other nodes and pods, which it cannot reach.',
    advice: 'Add the networks of nodes, pods and Services to no_proxy in /etc/environment',
    runbook: 'containerd and kubelet use http_proxy of /etc/environment, too.',
    source: 'kubeadm preflight HTTPProxyCIDR',
    needs: () => ({ environment: fileFact('/etc/environment') }),
    judge({ cluster, facts: { environment } }) {
      const text = contentOf(environment);
      const isSet = /^\s*(export\s+)?https?_proxy=\S/im.test(text);
      return isSet && !text.includes(cluster.podNetwork) ? {} : undefined;
    },
  }),
];
