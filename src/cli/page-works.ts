import { UserError } from '../errors.ts';
import { asked } from './page-asked.ts';
import type { PlannedWork, WorkMeans } from './page-change.ts';
import { addonWork, cureWork, initWork } from './page-nodes.ts';
import { personWork } from './page-person.ts';

/** Finds the work that the page asks for. @throws UserError where there is no such work */
export function workAsked(sent: unknown, means: WorkMeans): PlannedWork {
  const { data } = asked.safeParse(sent);
  if (!data) throw new UserError('The page starts init, doctor --fix and user add, and nothing else.');
  if (data.verb === 'user add') return personWork(data, means);
  if (data.verb === 'addon') return addonWork(data, means);
  return data.verb === 'init' ? initWork(data.only ?? [], means) : cureWork(data.only ?? [], means);
}
