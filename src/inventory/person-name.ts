import { UserError } from '../errors.ts';
import { plainName } from './made-name.ts';
import { faultOfName } from './schema-people.ts';

/**
 * Checks a person's name. @throws UserError where an inventory would refuse it. The hint has a name to use, after
 * `user` and this verb
 */
export function requirePersonName(name: string, verb: 'add' | 'request'): void {
  const fault = faultOfName(name);
  if (fault === undefined) return;
  const meant = plainName(name, 32);
  throw new UserError(`${name} cannot be the name of a person: ${fault}.`, {
    hints: [`microcloud user ${verb} ${meant || '--help'}`],
    exitCode: 2,
  });
}
