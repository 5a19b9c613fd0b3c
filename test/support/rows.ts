import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { stagedPath } from '../../src/artifacts/artifact-table.ts';
import { ask } from '../../src/engine/apply.ts';
import { converge } from '../../src/engine/converge.ts';
import type { Finding, Scope, Step } from '../../src/engine/model.ts';
import { plan } from '../../src/engine/plan.ts';
import { runRound } from '../../src/engine/round.ts';
import type { Session } from '../../src/engine/session.ts';
import { makeScope, planStep } from './plan.ts';
import { needsScratch, scratchNode } from './scratch/scratch-node.ts';
import type { World } from './scratch/world.ts';
import { worldOf } from './scratch/world-of-answers.ts';
import { assertShell } from './shell.ts';

/**
 * What a node answers beyond the base, and what the step then finds: 'kind: summary', followed by ' [id]' where the
 * finding has another id than the step.
 */
export interface Row extends Done {
  readonly when?: Readonly<Record<string, string>>;
  readonly scope?: Scope;
  readonly finds: readonly string[];
}

/** What the step's changes do to a node with these answers. */
interface Done {
  /** Why no scratch node can try it. */
  readonly undone?: string;
  /** Why a scratch node still answers as before after the changes. */
  readonly once?: string;
  /** Names of facts that the scratch node answers itself, instead of by the row. */
  readonly real?: readonly string[];
  /** What else is on the node: files and programs that scripts use, and that the answers do not tell. */
  readonly node?: World;
  /** Files afterwards, by path: the content, after a line with mode and owner where these are not 644 root:root. */
  readonly leaves?: Readonly<Record<string, string | RegExp | undefined>>;
  /** Programs that were called to change something, as they would be typed. */
  readonly calls?: readonly string[];
  /** Changes that only follow from the first ones, like a restart. */
  readonly follows?: readonly string[];
}

type Answers = Readonly<Record<string, string>>;

/**
 * Makes two tests for each row, whose titles finish "it …", and one test for the scripts of all changes. The second
 * test of a row has a scratch node that is made from the row's answers: the node's own answers must lead to the same
 * findings, the changes run there, and afterwards nothing may be missing. `undone` says why that cannot be tried.
 */
export function itPlans(
  step: Step,
  base: Answers,
  rows: Readonly<Record<string, Row>>,
  all: Pick<Done, 'undone' | 'once' | 'real' | 'node'> = {},
): void {
  const findings = ({ when = {}, scope = makeScope() }: Row) => planStep(step, { ...base, ...when }, scope);
  for (const [title, own] of Object.entries(rows)) {
    const row = { ...all, ...own };
    it(title, () => assert.deepEqual(textsOf(step, findings(row)), row.finds));
    if (!row.undone)
      it(`${title}, done on a node`, needsScratch, (t) => isDone(t, step, { ...base, ...row.when }, row));
  }
  it('is sound shell', () => {
    const changes = Object.values(rows).flatMap((row) => findings(row).filter((finding) => finding.kind === 'change'));
    assertShell({ changes });
  });
}

const textsOf = (step: Step, findings: readonly Finding[]) =>
  findings.map(({ kind, summary, id = step.id }) => `${kind}: ${summary}${id === step.id ? '' : ` [${id}]`}`);

/**
 * Asks the scratch node, which must lead to the same findings. Then makes the changes, after which nothing may be
 * missing.
 */
async function isDone(t: TestContext, step: Step, answers: Answers, row: Row): Promise<void> {
  const { scope = makeScope(), node: more = {}, finds, leaves = {}, calls, follows = [] } = row;
  const { world, facts } = worldOf(step.needs(scope), answers, row.real ?? []);
  // The artifacts that a run would upload before the changes.
  const artifacts = planStep(step, answers, scope).flatMap((one) =>
    one.kind === 'change' ? (one.artifact ?? []) : [],
  );
  const files = Object.fromEntries(
    artifacts.map((artifact) => [stagedPath(artifact), `#!/bin/sh\n: ${artifact.name}\n`]),
  );
  const connection = await scratchNode(t, world, { files }, more);
  const phase = { name: 'test', steps: [step] };
  const made: string[] = [];
  const session: Session = {
    connection,
    scope,
    facts,
    holder: 'test',
    // No waiting: changes on a scratch node take effect at once.
    clock: { now: () => 0, sleep: () => Promise.reject(new Error('it waits')) },
    emit: (event) => event.kind === 'change' && made.push(...textsOf(step, [event.change])),
  };
  const first = await ask(session);
  const [found] = plan([phase], scope, first);
  const { changes = [], problems = [], waits = [], notes = [] } = found ?? {};
  assert.deepEqual(textsOf(step, [...changes, ...problems, ...waits, ...notes]).sort(), finds.toSorted());
  if (problems.length + waits.length > 0) return;
  if (row.once) {
    const end = await runRound(connection, { changes, facts: [], holder: 'test' }, (change) =>
      made.push(...textsOf(step, [change])),
    );
    assert.equal(end.kind, 'done', JSON.stringify(end));
  } else await converge(session, [phase], first);
  assert.deepEqual(made.toSorted(), [...finds.filter((text) => text.startsWith('change: ')), ...follows].sort());
  for (const [path, wanted] of Object.entries(leaves)) {
    const text = connection.file(path);
    if (wanted instanceof RegExp) assert.match(text ?? '', wanted, path);
    else assert.equal(text, wanted, path);
  }
  if (calls) assert.deepEqual(connection.calls(), calls);
}
