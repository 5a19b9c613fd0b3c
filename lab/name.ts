import { UserError } from '../src/errors.ts';

/** Throws a UserError unless `name` can name a lab: Docker, the inventory and a directory take it. */
export function checkName(name: string): void {
  // The directory of that name holds what the nodes of all labs need.
  if (/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name) && name !== 'bundle') return;
  throw new UserError(`${JSON.stringify(name)} can't be the name of a lab`, {
    hints: ['Write lower-case letters, digits and hyphens, at most 32, for example: --name lab-2'],
    exitCode: 2,
  });
}
