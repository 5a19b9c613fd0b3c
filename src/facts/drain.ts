import { distributionOf } from '../distributions/table.ts';
import type { Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';
import { columnsOf, rowsIn } from './cluster/printed-rows.ts';
import { commandFact } from './command.ts';
import { sectionsOf } from './sections.ts';

/** How far a node's pods have moved away, as its cluster sees it. */
export interface DrainState {
  /** It is cordoned: new pods do not come any more. */
  readonly isClosed: boolean;
  /** It is being drained now. */
  readonly isRunning: boolean;
  /** What kubectl drain said last: why it waits. '' before it has said anything. */
  readonly said: string;
  /** namespace/name of the pods that can move; those of DaemonSets and of the node itself stay with it. */
  readonly pods: readonly string[];
  /** Those of `pods` that no controller starts on another node. */
  readonly lost: readonly string[];
}

/** Names the transient unit that drains a node: it goes on when the link is lost. */
export function drainUnit(node: string): string {
  return `microcloud-drain-${node}.service`;
}

const columns = [
  '.metadata.namespace',
  '.metadata.name',
  '.metadata.ownerReferences[0].kind',
  '.metadata.annotations.kubernetes\\.io/config\\.mirror',
];

/** Asks how far the drain of a node is; undefined when the cluster does not know the node, or there is no cluster. */
export function drainFact(node: string, cluster: Pick<Cluster, 'distribution'>): Fact<DrainState | undefined> {
  const { adminConfig, kubectl } = distributionOf(cluster);
  return commandFact(
    `drain of ${node}`,
    sh`[ -e ${adminConfig} ] || exit 0
closed=$(${kubectl} get node ${node} --ignore-not-found -o ${'jsonpath={.kind}{.spec.unschedulable}'}) || exit
[ -n "$closed" ] || exit 0
echo '== closed'; echo "$closed"
echo '== running'; systemctl is-active ${drainUnit(node)} || :
echo '== said'; journalctl -q -o cat -n 1 -t ${drainUnit(node)} || :
echo '== pods'; ${kubectl} get pods -A --field-selector ${`spec.nodeName=${node}`} -o ${columnsOf(columns)}`,
    parse,
  );
}

function parse(stdout: string): DrainState | undefined {
  const sections = sectionsOf(stdout);
  if (!sections.has('closed')) return undefined;
  const pods = rowsIn(`${sections.get('pods') ?? ''}\n`)
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, name, owner, mirror]) => name && owner !== 'DaemonSet' && !mirror);
  const nameOf = ([namespace, name]: readonly string[]) => `${namespace}/${name}`;
  return {
    isClosed: sections.get('closed')?.endsWith('true') ?? false,
    isRunning: ['active', 'activating'].includes(sections.get('running') ?? ''),
    // error when evicting pods/"x" -n "y" (will retry after 5s): Cannot evict …
    said: (sections.get('said') ?? '').replace(/^error when evicting .*?\): /, ''),
    pods: pods.map(nameOf),
    lost: pods.filter(([, , owner]) => !owner).map(nameOf),
  };
}
