import type { Distribution } from '../../distributions/distribution.ts';
import { perDistribution } from '../../distributions/table.ts';
import type { Batch } from '../../engine/batch.ts';
import { sh } from '../../shell/sh.ts';
import { type Get, type GetRequest, getRequest } from './get-request.ts';
import { kubeadmRunning } from './member-state.ts';

/** What a control plane answers: 'none' where there is no cluster, 'silent' when its API does not answer (yet). */
export type Reply<R> =
  | { readonly kind: 'none' }
  | { readonly kind: 'silent'; readonly reason: string }
  /** `now`: when it was asked, seconds since 1970, by the node's clock. */
  | ({ readonly kind: 'running'; readonly now: number } & R);

/** One `kubectl get` for all facts that are asked together, for each distribution: it costs a Pi a second of processor. */
export const getBatches = perDistribution((distribution: Distribution, name: string): Batch => {
  return {
    id: `kubectl get (${name})`,
    script: (items) => askedOf(distribution, getRequest(items.map(getOf))),
    split(stdout, items) {
      const partOf = getRequest(items.map(getOf)).partsOf(stdout);
      return new Map(items.map((item) => [item, partOf(getOf(item))]));
    },
  };
});

function getOf(item: string): Get {
  return JSON.parse(item);
}

// A busy Pi 3 takes five seconds for an answer. An API that does not run refuses the connection at once.
const seconds = 30;

function askedOf({ adminConfig, kubectlWithin }: Distribution, { words, input, template }: GetRequest) {
  return sh`[ -e ${adminConfig} ] && [ ! -e ${kubeadmRunning} ] || { echo none; exit 0; }
echo "$clock"
${input === undefined ? sh`` : sh`printf %s ${input} | `}${kubectlWithin(seconds)} get ${words} -o ${template} 2>&1 && exit
[ $? -ne 124 ] || echo ${`it says nothing for ${seconds} seconds`}
echo silent`;
}

/**
 * Reads the part of a batch's answer that belongs to one fact: its objects with their fields, or why there are none.
 */
export function replyOf<R>(
  stdout: string,
  fields: readonly string[],
  parse: (objects: readonly ReadonlyMap<string, string>[]) => R,
): Reply<R> {
  // trim() would cut too much: the last fields of the last line may be empty.
  const [now = '', ...lines] = stdout.replace(/\n+$/, '').split('\n');
  if (now === 'none') return { kind: 'none' };
  if (lines.at(-1) === 'silent') return { kind: 'silent', reason: lines.at(-2) ?? '' };
  // Warnings of kubectl have no tabs.
  const rows = lines.map((line) => line.split('\t')).filter((cells) => cells.length > fields.length);
  const objects = rows.map((cells) => new Map(fields.map((field, index) => [field, cells[index] ?? ''])));
  return { kind: 'running', now: Number(now), ...parse(objects) };
}
