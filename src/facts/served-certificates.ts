import { distributions } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import { ipv4Of } from '../inventory/ipv4.ts';
import type { Node } from '../inventory/schema.ts';
import { lines, type Script, sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

type Who = Pick<Node, 'name' | 'address'>;

/**
 * Succeeds where a node's kubelet shows a certificate that the cluster has signed for the node's address. Where no
 * kubelet answers it fails, and prints nothing.
 */
export function servesCertificate({ name, address }: Who): Script {
  const own = ipv4Of(address) ? ['-verify_ip', address] : ['-verify_hostname', name];
  return sh`timeout 5 openssl s_client -connect ${`${address}:10250`} -CAfile ${distributions.kubeadm.clusterCa} -verify_return_error ${own} </dev/null 2>/dev/null`;
}

/**
 * Asks a control plane which kubelets answer, by the name of their node, and whether the cluster has signed the
 * certificate that each of them shows.
 */
export function servedCertificates(nodes: readonly Who[]): Fact<ReadonlyMap<string, boolean>> {
  const asked = nodes.map(
    (node) => sh`( shown=$(${servesCertificate(node)}) && echo ${node.name} yes ||
case $shown in *CONNECTED*) echo ${node.name} no ;; esac ) &`,
  );
  return commandFact('certificates of kubelets', lines([...asked, sh`wait`]), (stdout) => {
    const rows = stdout.split('\n').flatMap((line): readonly (readonly [string, boolean])[] => {
      const [name, answer] = line.split(' ');
      return name && answer ? [[name, answer === 'yes']] : [];
    });
    return new Map(rows);
  });
}
