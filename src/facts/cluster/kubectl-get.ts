import type { Distribution } from '../../distributions/distribution.ts';
import { perDistribution } from '../../distributions/table.ts';
import type { Batch } from '../../engine/model.ts';
import { sh } from '../../shell/sh.ts';
import { kubeadmRunning } from './member-state.ts';

/** What a control plane answers: 'none' where there is no cluster, 'silent' when its API does not answer (yet). */
export type Reply<R> =
  | { readonly kind: 'none' }
  | { readonly kind: 'silent'; readonly reason: string }
  /** `now`: when it was asked, seconds since 1970, by the node's clock. */
  | ({ readonly kind: 'running'; readonly now: number } & R);

/** What a fact asks of the cluster: the item of its batch. */
export interface Get {
  /** Resources or objects. */
  readonly targets: readonly string[];
  /** As JSONPath: '.metadata.name'. */
  readonly fields: readonly string[];
}

/** How kubectl is told its targets: by words, or by what is piped into it. */
interface Selection {
  readonly words: readonly string[];
  readonly input?: string;
}

/** One `kubectl get` for all facts that are asked together, for each distribution. */
export function getBatches(title: string, select: (targets: readonly string[]) => Selection) {
  const batchOf = (distribution: Distribution, name: string): Batch => ({
    id: `${title} (${name})`,
    script(items) {
      const { targets, fields } = union(items);
      return askedOf(distribution, select(targets), fields);
    },
    split(stdout, items) {
      const { fields } = union(items);
      return new Map(items.map((item) => [item, projected(stdout, fields, JSON.parse(item))]));
    },
  });
  return perDistribution(batchOf);
}

// A Pi 3 that is busy takes five for an answer.
const seconds = 10;

function askedOf({ adminConfig, kubectlWithin }: Distribution, { words, input }: Selection, fields: readonly string[]) {
  return sh`[ -e ${adminConfig} ] && [ ! -e ${kubeadmRunning} ] || { echo none; exit 0; }
echo "$clock"
${input === undefined ? sh`` : sh`printf %s ${input} | `}${kubectlWithin(seconds)} get ${words} -o ${columnsOf(fields)} 2>&1 && exit
[ $? -ne 124 ] || echo ${`it says nothing for ${seconds} seconds`}
echo silent`;
}

/** What kubectl's `-o` prints a list of objects by: a line for each, a tab behind each of these fields. */
export function columnsOf(fields: readonly string[]): string {
  return `jsonpath={range .items[*]}${fields.map((field) => `{${field}}{"\\t"}`).join('')}{"\\n"}{end}`;
}

function union(items: readonly string[]): Get {
  const gets = items.map((item): Get => JSON.parse(item));
  const all = (part: keyof Get) => [...new Set(gets.flatMap((get) => get[part]))];
  return { targets: all('targets'), fields: all('fields') };
}

/** The same lines with the fields of one fact; lines that are no objects stay. */
function projected(stdout: string, asked: readonly string[], { fields }: Get): string {
  const places = fields.map((field) => asked.indexOf(field));
  const line = (text: string) => {
    const cells = text.split('\t');
    return cells.length > asked.length ? places.map((place) => `${cells[place]}\t`).join('') : text;
  };
  return stdout.split('\n').map(line).join('\n');
}

/** The answer of a batch: objects by the fields that were asked for, of other facts too, or why there are none. */
export function replyOf<R>(
  stdout: string,
  fields: readonly string[],
  parse: (objects: readonly ReadonlyMap<string, string>[]) => R,
): Reply<R> {
  // Not trim(): the last fields of the last line may be empty.
  const [now = '', ...lines] = stdout.replace(/\n+$/, '').split('\n');
  if (now === 'none') return { kind: 'none' };
  if (lines.at(-1) === 'silent') return { kind: 'silent', reason: lines.at(-2) ?? '' };
  // Warnings of kubectl have no tabs.
  const rows = lines.map((line) => line.split('\t')).filter((cells) => cells.length > fields.length);
  const objects = rows.map((cells) => new Map(fields.map((field, index) => [field, cells[index] ?? ''])));
  return { kind: 'running', now: Number(now), ...parse(objects) };
}
