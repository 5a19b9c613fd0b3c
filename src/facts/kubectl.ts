import { distributions } from '../distributions/table.ts';
import type { Batch, Fact } from '../engine/model.ts';
import type { Cluster } from '../inventory/schema.ts';
import { sh } from '../shell/sh.ts';

/** Lies on the node while kubeadm works: what it leaves half-made must be reset first. */
export const kubeadmRunning = '/var/lib/microcloud/kubeadm-running';

/** What a fact asks of the cluster. */
export interface Get {
  /** As kubectl takes them: 'nodes', 'deployments.apps'. */
  readonly kinds: readonly string[];
  /** As JSONPath: '.metadata.name'. */
  readonly fields: readonly string[];
}

/** What kubectl's `-o` prints a list of objects by: a line for each, a tab behind each of these JSONPath fields. */
export function columnsOf(fields: readonly string[]): string {
  return `jsonpath={range .items[*]}${fields.map((field) => `{${field}}{"\\t"}`).join('')}{"\\n"}{end}`;
}

/**
 * Asks the cluster from a control plane, with all facts that do in one kubectl: each costs a Pi a second of processor.
 * `parse` sees 'none' where there is no cluster, a last line 'silent' where its API does not answer; else the node's
 * time (seconds since 1970) and a line for each object, of other facts' kinds too, with a tab behind each field.
 */
export function kubectlFact<T>(
  id: string,
  { distribution }: Pick<Cluster, 'distribution'>,
  get: Get,
  parse: (stdout: string) => T,
): Fact<T> {
  return { id, ask: { batch: batches[distribution], item: JSON.stringify(get) }, slow: true, parse };
}

const batches: Readonly<Record<Cluster['distribution'], Batch>> = {
  kubeadm: batchOf('kubeadm'),
  k3s: batchOf('k3s'),
};

// A Pi 3 that is busy takes five for an answer.
const seconds = 10;

function batchOf(distribution: Cluster['distribution']): Batch {
  const { adminConfig, kubectlWithin } = distributions[distribution];
  return {
    id: `kubectl get (${distribution})`,
    script: (items) => {
      const { kinds, fields } = union(items);
      return sh`[ -e ${adminConfig} ] && [ ! -e ${kubeadmRunning} ] || { echo none; exit 0; }
echo "$clock"
${kubectlWithin(seconds)} get ${kinds.join(',')} -A -o ${columnsOf(fields)} 2>&1 && exit
[ $? -ne 124 ] || echo ${`it says nothing for ${seconds} seconds`}
echo silent`;
    },
    split(stdout, items) {
      const all = union(items);
      return new Map(items.map((item) => [item, projected(stdout, all, JSON.parse(item))]));
    },
  };
}

function union(items: readonly string[]): Get {
  const gets = items.map((item): Get => JSON.parse(item));
  const all = (part: keyof Get) => [...new Set(gets.flatMap((get) => get[part]))];
  return { kinds: all('kinds'), fields: all('fields') };
}

/** The same lines with the fields of one fact; lines that are no objects stay. */
function projected(stdout: string, { fields: asked }: Get, { fields }: Get): string {
  const places = fields.map((field) => asked.indexOf(field));
  const line = (text: string) => {
    const cells = text.split('\t');
    return cells.length > asked.length ? places.map((place) => `${cells[place]}\t`).join('') : text;
  };
  return stdout.split('\n').map(line).join('\n');
}
