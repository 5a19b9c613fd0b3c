import { access } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/** @throws UserError when the file is there and nobody said that it may go. */
export async function refuseToOverwrite(path: string, isForced: boolean): Promise<void> {
  if (isForced) return;
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  throw new UserError(`${path} is there already.`, {
    hints: ['the same command with --force overwrites it', 'with --inventory OTHER.yaml it writes another file'],
    exitCode: 2,
  });
}
