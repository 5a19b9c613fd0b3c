import { readFile, writeFile } from 'node:fs/promises';
import { Flags } from '@oclif/core';
import { personArgument } from '../../cli/admit.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { UserError } from '../../errors.ts';
import { groupOf, isGroupOf } from '../../facts/cluster/person-object.ts';
import { requirePersonName } from '../../inventory/person-name.ts';
import { createKey, groupOfKey, isOwnKey, requestWithKey } from '../../kube/certificate-request.ts';
import { refusalReason } from '../../refused-file.ts';

export default class UserRequest extends BaseCommand {
  static override summary = 'Ask for access with a key that stays on this machine';
  static override description =
    'Writes a new private key, which only you may read, and prints a request. Where the key is there already, prints its request again. Send the request to the owner of the cluster, who types `microcloud user add NAME --csr FILE` and sends you a kubeconfig, which belongs beside the key. This command needs no inventory, and contacts nobody.';
  static override examples = ['<%= config.bin %> user request ismael > ismael.csr'];
  static override args = { name: personArgument };
  static override flags = {
    group: Flags.string({
      description: 'The group that you have in the cluster already; its owner can tell you. Default: a new one',
      helpValue: 'GROUP',
    }),
    key: Flags.string({ description: 'The file of the key. Default: NAME.key', helpValue: 'FILE' }),
  };
  static override baseFlags = {
    inventory: Flags.string({ hidden: true, default: '' }),
  } as typeof BaseCommand.baseFlags;

  override async run() {
    const { args, flags } = await this.parse(UserRequest);
    const { name } = args;
    // With another name the owner could not answer the request: the inventory would refuse the name.
    requirePersonName(name, 'request');
    if (flags.group !== undefined && !isGroupOf(name, flags.group)) {
      const hints = [`It begins with ${groupOf(name, '')}`];
      throw new UserError(`${flags.group} is no group of ${name}.`, { hints, exitCode: 2 });
    }
    const file = flags.key ?? `${name}.key`;
    const { key, isNew } = await keyIn(file);
    const group = flags.group ?? groupOfKey(name, key);
    const { pem } = requestWithKey(key, { person: name, group });
    this.logData(pem.trimEnd());
    const which = isNew ? 'has the key' : 'was there already, and stays as it is: this is its request. It has the key';
    this.logToStderr(
      `${file} ${which}: it stays here. Send what was printed to the owner of the cluster, who types: microcloud user add ${name} --csr FILE`,
    );
    return { person: name, key: file, request: pem };
  }
}

/**
 * Writes a new key, or reads the one that is there: the shell empties the file of the earlier request before this
 * command begins. @throws UserError where something else is in the file
 */
async function keyIn(file: string): Promise<{ readonly key: string; readonly isNew: boolean }> {
  const key = createKey().reveal();
  const refused = (what: string, cause?: Error) =>
    new UserError(`${file} ${what}.`, { hints: ['--key FILE writes another one'], exitCode: 2, cause });
  try {
    await writeFile(file, key, { flag: 'wx', mode: 0o600 });
    return { key, isNew: true };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST')
      throw refused(`cannot be written: ${refusalReason(error as NodeJS.ErrnoException)}`, error as Error);
  }
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refused(`cannot be read: ${refusalReason(error)}`, error);
  });
  if (!isOwnKey(there)) throw refused('is there already, and is no key that this command made');
  return { key: there, isNew: false };
}
