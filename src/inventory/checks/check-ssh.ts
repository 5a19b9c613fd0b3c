import type { Surroundings } from '../draft.ts';
import { type Draft, originOf } from '../draft.ts';
import { ipv4Of } from '../ipv4.ts';
import { isLoginName } from '../login-name.ts';
import type { Finding, Path } from '../mistakes.ts';
import type { SecretReference } from '../schema.ts';

/** Finds logins that are no name of a user. */
export function* loginNames(draft: Draft): Iterable<Finding> {
  for (const [index, { ssh, name, address, staticAddress }] of draft.nodes.entries()) {
    if (ssh?.user === undefined) continue;
    const path = originOf(draft, index, ['ssh', 'user']);
    const [, user = '', host = ''] = /^(.+)@(.*)$/.exec(ssh.user) ?? [];
    if (!isLoginName(ssh.user)) yield { path, message: 'this is no name of a login: write the name alone, such as pi' };
    // Not every @ is a mistake: a user of a domain may have the name ana@lab.example.
    else if (ipv4Of(host) !== undefined || (user !== '' && [name, address, staticAddress].includes(host)))
      yield { path, message: `write the name of the login only: ${user}` };
  }
}

/** Finds private keys that do not exist, or are no private keys. */
export function* existingKeys(draft: Draft, around: Surroundings): Iterable<Finding> {
  for (const [index, { ssh }] of draft.nodes.entries()) {
    const file = ssh?.identityFile;
    if (file === undefined) continue;
    const path = originOf(draft, index, ['ssh', 'identityFile']);
    const settings = path[0] === 'nodes' ? draft.written.nodes?.[index] : draft.written.defaults;
    const message = keySentence(settings?.ssh?.identityFile ?? file, file, around);
    if (message !== undefined) yield { path, message };
  }
}

/** Says why this is no private key; undefined where it may be one. */
function keySentence(written: string, file: string, { kindOf }: Surroundings): string | undefined {
  // A person may have pasted the key itself: the sentence must not repeat it.
  if (/\n|PRIVATE KEY/.test(written)) return 'write the path of the private key, never its text';
  if (/^(ssh-|ecdsa-|sk-)\S+ AAAA/.test(written)) return 'this is a public key: write the path of the private key';
  if (file.endsWith('.pub')) return 'this is the public key: write the path of the private key, without .pub';
  if (written.trim() === '') return 'this is empty: write the path of a private key, or remove this line';
  const kind = kindOf(file);
  if (kind === 'folder') return `${file} is a folder: write the path of a private key in it`;
  if (kind === 'file') return undefined;
  const [, atHome] = /^(?:\$HOME|%USERPROFILE%|%HOMEPATH%)[\\/](.*)$/.exec(written) ?? [];
  if (atHome !== undefined) return `write ~/${atHome.replaceAll('\\', '/')}`;
  const [, drive = '', rest = ''] = /^([A-Za-z]):[\\/](.*)$/.exec(written) ?? [];
  // On Windows itself such a path is absolute, so `file` is the same.
  return drive !== '' && file !== written
    ? `this is a path of Windows: in WSL write /mnt/${drive.toLowerCase()}/${rest.replaceAll('\\', '/')}`
    : `the file ${file} does not exist: write the path of a private key`;
}

/** Finds `{env: …}` without a variable's name: neither `${NAME}` nor the secret itself belongs there. */
export function* namedSecrets(draft: Draft): Iterable<Finding> {
  for (const [index, { ssh }] of draft.nodes.entries()) {
    for (const key of ['password', 'sudoPassword'] as const)
      yield* namedSecret(ssh?.[key], originOf(draft, index, ['ssh', key]));
  }
  yield* namedSecret(draft.cloudy.login?.password, ['cloudy', 'login', 'password']);
}

function* namedSecret(reference: SecretReference | undefined, path: Path): Iterable<Finding> {
  if (!reference || !('env' in reference) || /^[A-Za-z_]\w*$/.test(reference.env)) return;
  const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(reference.env)?.[1] ?? 'NAME';
  yield { path: [...path, 'env'], message: `env takes the name of an environment variable: write {env: ${name}}` };
}
