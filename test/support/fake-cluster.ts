import { defineStep, type Finding, type Step } from '../../src/engine/model.ts';
import { UserError } from '../../src/errors.ts';
import { textFact } from '../../src/facts/command.ts';
import { sh } from '../../src/shell/sh.ts';
import { loadRun, type RunName, type RunPhase } from '../../src/steps/phases.ts';
import { createLeader } from '../../src/tasks/leader.ts';
import { planningIn } from '../../src/tasks/progress.ts';
import { createSecrets } from '../../src/tasks/secrets.ts';
import { standingIn } from '../../src/tasks/standing.ts';
import { askAll, planAll } from '../../src/tasks/survey.ts';
import type { Work } from '../../src/tasks/work.ts';
import { type FakeNode, fakeNode } from './fake-node.ts';
import { caAnswer, fakeInventory, fakeRuns } from './fake-runs.ts';
import { fixture } from './fixture.ts';

export interface FakeCluster {
  /** Nodes whose role is control plane; default: pi-1. */
  readonly servers?: readonly string[];
  /** How many proxies there are: gate-1, gate-2. */
  readonly proxies?: number;
  /** Nodes that are in the cluster already. */
  readonly joined?: readonly string[];
  /** Nodes that are in another cluster. */
  readonly elsewhere?: readonly string[];
  /** Nodes that do not answer. */
  readonly off?: readonly string[];
  /** What fails: "pi-1 create", "pi-1 revoke". */
  readonly fails?: readonly string[];
  /** Steps of the test, by row. Other rows have no steps, except those in `real`. */
  readonly steps?: Partial<Readonly<Record<RunName, readonly Step[]>>>;
  /** Rows that have the program's own steps; default: create and join. */
  readonly real?: readonly RunName[];
  /** What each boot does to a node's notes; default: nothing. */
  readonly boots?: (notes: Set<string>) => void;
  /** Further answers of a node. */
  readonly answer?: (question: string, node: string) => string | undefined;
  /** Sees each change that is made on a node. */
  readonly changes?: (script: string, node: string) => void;
}

/** Names for known scripts, in the record of what the fakes have done. */
const known: readonly (readonly [RegExp, string])[] = [
  [/kubeadm init --config/, 'create'],
  [/kubeadm join --config/, 'join'],
  [/kubectl delete node --ignore-not-found --wait=false (.*)$/m, 'grant'],
  [/delete secret --ignore-not-found kubeadm-certs/, 'revoke'],
  [/systemctl --no-block reboot/, 'reboot'],
];

const ca = fixture('kubernetes/ca.crt');
const [caAsFile, otherCa] = [ca, 'the certificate of another cluster'].map(caAnswer);

/** Makes three fake nodes of a kubeadm cluster: what is done on a node changes what it answers. */
export async function fakeCluster(setting: FakeCluster = {}) {
  const { servers = ['pi-1'], joined = [], elsewhere = [], off = [], fails = [], boots = () => {} } = setting;
  const { steps = {}, real = ['create', 'join'] } = setting;
  const inventory = fakeInventory(servers, setting.proxies);
  const { nodes } = inventory;
  const did: string[] = [];
  const members = new Set([...joined, ...elsewhere]);
  /** What was noted on a node: a change `note X` puts X there, `forget X` takes it away. */
  const notes = new Map(nodes.map(({ name }) => [name, new Set<string>()]));
  const boot = new Map(nodes.map(({ name }) => [name, 1]));

  const made = (name: string): FakeNode => {
    const own = notes.get(name) as Set<string>;
    return fakeNode({
      answer: (question) => {
        const special = setting.answer?.(question, name);
        if (special !== undefined) return special;
        if (question.includes('boot_id')) return `boot ${boot.get(name)}`;
        if (question.includes('is-system-running')) return 'running';
        if (question.includes('stat -Lc') && elsewhere.includes(name)) return otherCa;
        if (question.includes('stat -Lc')) return members.has(name) ? caAsFile : '';
        if (question.includes('ca.crt')) return ca;
        if (question.includes('kubeadm-running')) return members.has(name) ? 'done' : 'none';
        if (question === 'dpkg --print-architecture') return 'arm64';
        if (question === 'notes') return [...own].join(' ');
        return question.includes('machine-id') ? `machine of ${name}` : undefined;
      },
      change: (script) => {
        const [pattern, what] = known.find(([one]) => one.test(script)) ?? [];
        const [, detail] = pattern?.exec(script) ?? [];
        const said = [what ?? script.trim(), detail].filter(Boolean).join(' ');
        // ":" only waits for other runs.
        if (said !== ':') did.push(`${name} ${said}`);
        if (fails.includes(`${name} ${what ?? script.trim()}`)) return 1;
        setting.changes?.(script, name);
        if (what === 'create' || what === 'join') members.add(name);
        if (what === 'reboot') {
          boot.set(name, (boot.get(name) ?? 1) + 1);
          boots(own);
        }
        const [, verb, note = ''] = /^(note|forget) (.*)$/m.exec(script) ?? [];
        if (verb === 'note') own.add(note);
        if (verb === 'forget') own.delete(note);
        return 0;
      },
    });
  };

  const isOff = (name: string) => (off.includes(name) ? new UserError(`${name} does not answer.`) : undefined);
  const { events, connections, runOf } = fakeRuns(inventory, made, isOff);
  const rows = (await loadRun()).map((row): RunPhase => {
    const own = steps[row.name as RunName];
    return { ...row, steps: own ?? (real.includes(row.name as RunName) ? row.steps : []) };
  });

  return {
    did,
    events,
    connections,
    nodes,
    rows,
    runOf,
    notes: (node: string) => [...(notes.get(node) ?? [])],
    said: () => events.flatMap((event) => (event.kind === 'note' ? [`${event.node} ${event.message}`] : [])),
    /** Returns a surveyed run of these nodes, ready for `build`. */
    async work({
      only = nodes.map(({ name }) => name),
      ...more
    }: Partial<Work> & { readonly only?: readonly string[] } = {}) {
      const run = runOf(only);
      const { secrets, fill } = createSecrets();
      const asked = await askAll(run, rows, secrets);
      const { leader: node } = standingIn(inventory, asked);
      const found = planAll(asked, rows, { leader: node });
      const leader = createLeader(run, { node, everyone: found, secrets });
      const joining = planningIn('join', found.reached);
      const work: Work = {
        run,
        found,
        rowsOf: () => rows,
        joining,
        leader,
        secrets,
        fill,
        noReboot: false,
        noDrain: false,
        namesakes: [],
        replace: false,
        ...more,
      };
      return work;
    },
  };
}

/** What was noted on a node, for steps of a test's own. */
export const notes = textFact('notes', sh`notes`);

/** Makes a step that has this finding while the note is missing, or while it is there. */
export function noteStep(
  note: string,
  found: Finding,
  { while: state = 'missing' }: { while?: 'missing' | 'there' } = {},
) {
  return defineStep({
    id: 'kernel.modules',
    title: note,
    needs: () => ({ notes }),
    *plan({ facts }) {
      const isThere = facts.notes.split(' ').includes(note);
      if (isThere === (state === 'there')) yield found;
    },
  });
}
