import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { tar } from '../artifacts/tar.ts';
import { ask } from '../engine/apply.ts';
import { doctorJson } from '../report/doctor-json.ts';
import { doctorText } from '../report/doctor-text.ts';
import { surveyText } from '../report/survey-text.ts';
import { loadPhases } from '../steps/phases.ts';
import { questionsFor } from '../support/questions.ts';
import { addressHider, redacted, redactedKinds } from '../support/redact.ts';
import { examine } from './doctor/examine.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';
import { leave, type Surveyed, survey } from './survey.ts';

export interface SupportOptions {
  readonly since: string;
  readonly hideAddresses: boolean;
  /** Where the archive goes. */
  readonly output: string;
  /** The log of the last run that changed something, if there is one. */
  readonly log: string | undefined;
  /** What runs: "microcloud/0.1.0 linux-x64 node-v24". */
  readonly version: string;
}

/** What `support --json` prints. */
export interface SupportJson {
  /** Absolute. */
  readonly archive: string;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** Nodes that could not be asked. */
  readonly unreached: readonly string[];
}

const compress = promisify(gzip);

/** Asks all nodes what somebody who helps would ask, and packs it, without secrets. */
export async function collect(run: Run, options: SupportOptions): Promise<SupportJson> {
  const texts = new Map<string, string>();
  const found = await examine(run, { beforeInstall: false, hasPlan: true, since: options.since, ignored: [] });
  const json = doctorJson(found, { nodes: run.inventory.nodes, inventory: 'inventory.yaml' });
  texts.set('doctor.txt', doctorText(json));
  texts.set('doctor.json', JSON.stringify(json, undefined, 2));
  const seen = await survey(run, loadPhases(), createSecrets().secrets);
  try {
    texts.set('plan.txt', surveyText(seen, { withDiffs: true }));
    const answers = await Promise.all(seen.reached.map((one) => asked(one, options.since)));
    for (const [file, text] of answers.flat()) texts.set(file, text);
  } finally {
    leave(seen);
  }
  texts.set('version.txt', options.version);
  texts.set('inventory.yaml', await readFile(run.inventory.path, 'utf8'));
  if (options.log) texts.set('last-run.log', await readFile(options.log, 'utf8').catch(() => ''));
  const files = cleaned(texts, options);
  const bytes = await pack(files, options.output);
  return {
    archive: options.output,
    bytes,
    files: files.map(({ path, content }) => ({ path, bytes: content.length })),
    unreached: seen.unreached.map(({ node }) => node.name),
  };
}

async function asked({ node, session }: Surveyed, since: string): Promise<readonly (readonly [string, string])[]> {
  const questions = questionsFor(node, session.scope.cluster, since);
  const facts = questions.map(({ fact }) => fact);
  const answers = await ask(session, facts).catch(() => undefined);
  return questions.map(({ file, fact }) => {
    const selected = answers?.select({ fact });
    return [file, selected && 'facts' in selected ? selected.facts.fact : 'It could not be asked.\n'];
  });
}

interface Packed {
  readonly path: string;
  readonly content: Buffer;
}

function cleaned(texts: ReadonlyMap<string, string>, { hideAddresses }: SupportOptions): readonly Packed[] {
  const hide = hideAddresses ? addressHider() : (text: string) => text;
  const files = [...texts].map(([path, text]) => ({ path, content: Buffer.from(hide(redacted(text))) }));
  return [{ path: 'README.txt', content: Buffer.from(listing(files, hideAddresses)) }, ...files];
}

function listing(files: readonly Packed[], hidesAddresses: boolean): string {
  return [
    'Made by `microcloud support`, to attach to a question. Read it before you send it.',
    '',
    `Taken out: ${[...redactedKinds, ...(hidesAddresses ? ['addresses'] : [])].join(', ')}.`,
    '',
    ...files.map(({ path, content }) => `${String(content.length).padStart(8)}  ${path}`),
    '',
  ].join('\n');
}

async function pack(files: readonly Packed[], output: string): Promise<number> {
  const chunks: Uint8Array[] = [];
  const entries = files.map(({ path, content }) => ({
    path: `microcloud-support/${path}`,
    bytes: content.length,
    content,
  }));
  for await (const chunk of tar(entries)) chunks.push(chunk);
  const archive = await compress(Buffer.concat(chunks));
  // Names and addresses of a network are nobody else's business on this machine.
  await writeFile(output, archive, { mode: 0o600 });
  return archive.length;
}
