import { Flags } from '@oclif/core';
import type { Copy } from '../backup/copy.ts';
import { openCopy } from '../backup/copy-file.ts';
import { UserError } from '../errors.ts';
import { secretResolver } from '../inventory/resolve-secrets.ts';
import { Secret } from '../shell/sh.ts';
import { askSecret } from './prompts.ts';

const variable = 'MICROCLOUD_BACKUP_PASSPHRASE';
const use = 'the passphrase of the copy';
const leastCharacters = 8;

/** The flag for the passphrase of a copy. Runs without a person need it, or the variable. */
export const passphraseFlag = Flags.string({
  description: `The file that has the passphrase on its first line. Default: ${variable}, or what you type when asked`,
  helpValue: 'FILE',
});

/** Opens a copy with the passphrase of this file or of the environment, or with what a person types. Throws a UserError. */
export function openWithPassphrase(copy: string, file: string | undefined): Promise<Copy> {
  return openCopy(copy, () => passphraseToOpen(file), hasPassphrase(file));
}

/** Tells whether the passphrase is given, so that no person must type it. */
function hasPassphrase(file: string | undefined): boolean {
  return file !== undefined || process.env[variable] !== undefined;
}

/** Finds the passphrase that opens a copy. */
async function passphraseToOpen(file: string | undefined): Promise<Secret> {
  return (await given(file)) ?? typed(await askSecret(`Type ${use}:`, hint));
}

/**
 * Finds the passphrase of a new copy. A person types it twice: with a slip nobody could ever open the copy. Throws a
 * UserError.
 */
export async function passphraseOfNew(file: string | undefined): Promise<Secret> {
  const known = await given(file);
  if (known) return requireLength(known);
  const first = requireLength(typed(await askSecret(`Choose ${use}. Without it nobody can open the copy:`, hint)));
  const second = await askSecret('Type it once more:', hint);
  if (second === first.reveal()) return first;
  throw new UserError('The two passphrases differ; nothing was done.', { hints: ['microcloud backup'], exitCode: 2 });
}

const hint = `set ${variable}, or --passphrase-file FILE`;

async function given(file: string | undefined): Promise<Secret | undefined> {
  const find = secretResolver({ env: process.env, ask: (question) => askSecret(question, hint) });
  if (file !== undefined) return find({ file }, use);
  return process.env[variable] === undefined ? undefined : find({ env: variable }, use);
}

function typed(text: string): Secret {
  return new Secret(use, () => text);
}

function requireLength(passphrase: Secret): Secret {
  if (passphrase.reveal().length >= leastCharacters) return passphrase;
  throw new UserError(`The passphrase is too short: it keeps the keys of the whole cluster.`, {
    hints: [`Take ${leastCharacters} characters or more; several words are easier to remember`],
    exitCode: 2,
  });
}
