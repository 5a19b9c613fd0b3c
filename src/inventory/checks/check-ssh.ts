import type { Surroundings } from '../draft.ts';
import { type Draft, originOf } from '../draft.ts';
import type { Finding, Path } from '../mistakes.ts';
import type { SecretReference } from '../schema.ts';

/** Private keys are where the inventory says. */
export function* existingKeys(draft: Draft, { hasFile }: Surroundings): Iterable<Finding> {
  for (const [index, { ssh }] of draft.nodes.entries()) {
    const file = ssh?.identityFile;
    if (file === undefined) continue;
    const path = originOf(draft, index, ['ssh', 'identityFile']);
    // A person may have pasted the key itself: it must not be repeated.
    if (/\n|PRIVATE KEY/.test(file)) yield { path, message: 'write the path of the private key, never its text' };
    else if (file.endsWith('.pub'))
      yield { path, message: 'this is the public key: write the path of the private key, without .pub' };
    else if (!hasFile(file))
      yield { path, message: `the file ${file} does not exist: write the path of a private key` };
  }
}

/** `{env: NAME}` takes the name of a variable, not `${NAME}` and not the secret itself. */
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
