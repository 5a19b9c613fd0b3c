import { readFile } from 'node:fs/promises';
import type { Copy } from '../backup/copy.ts';
import { writeCopy } from '../backup/copy-file.ts';
import { copyScript, made } from '../backup/copy-script.ts';
import { encrypt } from '../backup/passphrase-file.ts';
import { readCopy, UnusableCopy } from '../backup/read-copy.ts';
import { ask } from '../engine/apply.ts';
import { perform } from '../engine/perform.ts';
import type { Session } from '../engine/session.ts';
import { UserError } from '../errors.ts';
import { memberState } from '../facts/cluster/member-state.ts';
import { commandFact } from '../facts/command.ts';
import { copiedNote } from '../facts/known-copies.ts';
import { Secret, sh } from '../shell/sh.ts';
import { askLeader } from './leader.ts';
import type { Run } from './run.ts';
import { createSecrets } from './secrets.ts';

export interface BackupOptions {
  /** Absolute path of the new file. */
  readonly output: string;
  /** Without it the copy is not encrypted. */
  readonly passphrase: Secret | undefined;
}

/** What `backup --json` prints. */
export interface TakenBackup {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  readonly encrypted: boolean;
  readonly cluster: string;
  /** Version of Kubernetes or k3s: "v1.35.4". */
  readonly version: string;
  /** ISO 8601, by the clock of the control plane. */
  readonly made: string;
  /** Names of the nodes that the cluster knew. */
  readonly nodes: readonly string[];
}

const noteCopied = sh`mkdir -p /var/lib/microcloud && : >${copiedNote}`;

/** Copies the data and keys of the cluster from the leader into one file on this computer. Throws a UserError. */
export async function backUp(run: Run, { output, passphrase }: BackupOptions): Promise<TakenBackup> {
  const { session, node, answers } = await askLeader(run, [], createSecrets().secrets);
  try {
    if (answers.get(memberState(run.inventory.cluster)) !== 'done')
      throw new UserError(`${node.name} has no cluster that could be copied.`, { hints: ['microcloud init'] });
    const copy = await copied(session, await readFile(run.inventory.path, 'utf8'));
    const archive = copy.archive();
    const bytes = passphrase ? await encrypt(archive, passphrase) : archive;
    await writeCopy(output, bytes);
    // `doctor` on any computer reads from this file that a copy exists.
    await perform(session, { kind: 'change', summary: 'Note that the cluster was copied', script: noteCopied }, []);
    return { file: output, bytes: bytes.length, encrypted: passphrase !== undefined, ...summaryOf(copy) };
  } finally {
    session.connection.close();
  }
}

/** What `backup verify --json` prints. */
export interface CheckedBackup extends Omit<TakenBackup, 'bytes' | 'encrypted'>, Pick<Copy, 'madeOn' | 'parts'> {}

/** Says what a sound copy in a file contains. */
export function checkedBackup(file: string, copy: Copy): CheckedBackup {
  return { file, ...summaryOf(copy), madeOn: copy.madeOn, parts: copy.parts };
}

function summaryOf({ cluster, version, made, known }: Copy): Omit<TakenBackup, 'file' | 'bytes' | 'encrypted'> {
  return { cluster, version: `${version}`, made: made.toISOString(), nodes: known.map(({ name }) => name) };
}

/** Lets the node make a copy, and checks what arrives. Throws a UserError. */
async function copied(session: Session, inventory: string): Promise<Copy> {
  const { node } = session.scope;
  const label = 'copy of the cluster';
  const fact = commandFact(label, copyScript(session.scope, inventory), (stdout) => {
    const [first = '', ...rest] = stdout.trim().split('\n');
    return first === made ? { archive: new Secret(label, () => rest.join('')) } : { why: stdout.trim() };
  });
  session.emit({ kind: 'note', node: node.name, message: 'copies the cluster' });
  const answer = (await ask(session, [fact])).get(fact);
  if (!answer.archive) {
    throw new UserError(`${node.name} cannot copy the cluster: ${answer.why || 'it does not say why'}`, {
      hints: [`microcloud doctor --only ${node.name}`],
    });
  }
  try {
    return await readCopy(Buffer.from(answer.archive.reveal(), 'base64'));
  } catch (cause) {
    if (!(cause instanceof UnusableCopy)) throw cause;
    throw new UserError(`The copy that ${node.name} has made ${cause.message}.`, {
      hints: [`microcloud backup, once more. If it stays so: microcloud doctor --only ${node.name}`],
      cause,
    });
  }
}
