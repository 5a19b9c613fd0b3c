import type { Path } from './mistakes.ts';

/** Which keys of which groups are secret references. */
const secrets: ReadonlyMap<unknown, readonly unknown[]> = new Map([
  ['ssh', ['password', 'sudoPassword']],
  ['login', ['password']],
  ['serf', ['key']],
]);

/** Cuts a path after its secret reference. Returns undefined for a path without a secret reference. */
export function secretPath(path: Path): Path | undefined {
  const index = path.findIndex((part, at) => secrets.get(path[at - 1])?.includes(part));
  return index < 0 ? undefined : path.slice(0, index + 1);
}

/** Says what to write instead of a password. The sentence never repeats `written`. */
export function secretSentence(written: string | undefined): string {
  const variable = /^["']?\$\{([A-Za-z_]\w*)\}["']?$/.exec(written ?? '')?.[1];
  if (variable) return `a password is taken from the environment like this: write {env: ${variable}}`;
  return written === undefined
    ? 'write exactly one of {env: NAME}, {file: PATH} or {prompt: true}'
    : 'a password must not be in this file: write {env: NAME}, {file: PATH} or {prompt: true}';
}
