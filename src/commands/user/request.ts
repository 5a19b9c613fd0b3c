import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Flags } from '@oclif/core';
import { personArgument } from '../../cli/admit.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { UserError } from '../../errors.ts';
import { groupOf, isGroupOf } from '../../facts/cluster/person-object.ts';
import { requirePersonName } from '../../inventory/person-name.ts';
import { createRequest } from '../../kube/certificate-request.ts';

export default class UserRequest extends BaseCommand {
  static override summary = 'Ask for access with a key that stays on this machine';
  static override description =
    'Writes a new private key, which only you may read, and prints a request. Send the request to the owner of the cluster, who types `microcloud user add NAME --csr FILE` and sends you a kubeconfig, which belongs beside the key. This command needs no inventory, and contacts nobody.';
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
    const file = flags.key ?? `${name}.key`;
    const group = flags.group ?? groupOf(name, randomBytes(4).toString('hex'));
    if (!isGroupOf(name, group)) {
      const hints = [`It begins with ${groupOf(name, '')}`];
      throw new UserError(`${group} is no group of ${name}.`, { hints, exitCode: 2 });
    }
    const { request, key } = createRequest({ person: name, group });
    await writeFile(file, key.reveal(), { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      const what = error.code === 'EEXIST' ? 'is there already' : `cannot be written (${error.code ?? error.message})`;
      throw new UserError(`${file} ${what}.`, { hints: ['--key FILE writes another one'], exitCode: 2, cause: error });
    });
    this.logData(request.pem.trimEnd());
    this.logToStderr(
      `${file} has the key: it stays here. Send what was printed to the owner of the cluster, who types: microcloud user add ${name} --csr FILE`,
    );
    return { person: name, key: file, request: request.pem };
  }
}
