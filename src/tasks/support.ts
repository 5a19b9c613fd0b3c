import { readFile } from 'node:fs/promises';
import { ask } from '../engine/apply.ts';
import type { Node } from '../inventory/schema.ts';
import { loadRun } from '../steps/phases.ts';
import { packArchive } from '../support-archive/pack.ts';
import { questionsFor } from '../support-archive/questions.ts';
import { type Examination, examine } from './doctor/examine.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { closeAll, survey } from './survey.ts';
import type { Survey, Surveyed } from './surveyed.ts';

/** Names of files, and what is in them. */
type Texts = Readonly<Record<string, string>>;

export interface SupportOptions {
  readonly since: string;
  readonly hideAddresses: boolean;
  /** Where the archive goes. */
  readonly output: string;
  /** The log of the last run that changed something, if there is one. */
  readonly log: string | undefined;
  /** The version of microcloud and Node: "microcloud/0.1.0 linux-x64 node-v24". */
  readonly version: string;
  /** Makes texts of what was found, as commands print it. */
  readonly describe: {
    findings(found: Examination, nodes: readonly Node[]): Texts;
    plan(survey: Survey): Texts;
  };
}

/** The archive that `support` made. */
export interface SupportArchive {
  /** Absolute. */
  readonly archive: string;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Nodes that could not be asked. */
  readonly unreached: readonly string[];
}

/** Asks all nodes what a helper needs to know, and packs the answers without secrets. */
export async function collect(run: Run, options: SupportOptions): Promise<SupportArchive> {
  const { since, describe, hideAddresses, output } = options;
  const found = await examine(run, { beforeInstall: false, hasPlan: true, since, ignored: [] });
  const seen = await survey(run, loadRun(), createSecrets().secrets);
  const answers = await Promise.all(seen.reached.map((one) => asked(one, since))).finally(() => closeAll(seen));
  const texts: Texts = {
    ...describe.findings(found, run.inventory.nodes),
    ...describe.plan(seen),
    ...Object.fromEntries(answers.flat()),
    'version.txt': options.version,
    'inventory.yaml': await readFile(run.inventory.path, 'utf8'),
    ...(options.log && { 'last-run.log': await readFile(options.log, 'utf8').catch(() => '') }),
  };
  const packed = await packArchive(texts, { hideAddresses, output });
  return { archive: output, ...packed, unreached: seen.unreached.map(({ node }) => node.name) };
}

async function asked({ node, session }: Surveyed, since: string): Promise<readonly (readonly [string, string])[]> {
  const questions = questionsFor(node, session.scope.cluster, since);
  const facts = questions.map(({ fact }) => fact);
  const answers = await ask(session, facts).catch(() => undefined);
  return questions.map(({ file, fact }) => [file, answers?.find(fact) ?? 'It could not be asked.\n']);
}
