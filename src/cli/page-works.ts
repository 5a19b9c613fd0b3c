import * as z from 'zod';
import { UserError } from '../errors.ts';
import { shownPlan } from '../screen/change-state.ts';
import { failureTexts } from '../screen/failure-text.ts';
import { outcomeText } from '../screen/init-text.ts';
import { initJson } from '../screen/outcome-json.ts';
import { plain } from '../screen/paint.ts';
import { typed } from '../screen/phrases.ts';
import { sumText } from '../screen/survey-text.ts';
import { cure } from '../tasks/doctor/examine.ts';
import { initCluster } from '../tasks/init.ts';
import type { Run } from '../tasks/run.ts';
import type { PlannedWork } from './page-change.ts';

/** What the page may start: what the command line has under the same name. */
const asked = z.union([
  z.strictObject({ verb: z.literal('init'), only: z.array(z.string()).optional() }),
  z.strictObject({ verb: z.literal('doctor --fix') }),
]);

export interface WorkMeans {
  /** The path of the inventory, as the user named it. */
  readonly inventory: string;
  /** Makes a run ready with a log of its own; works with it, and closes it. */
  readonly withRun: <T>(
    options: { readonly verb: string; readonly only: readonly string[]; readonly emit: Run['emit'] },
    work: (run: Run, logFile: string | undefined) => Promise<T>,
  ) => Promise<T>;
  readonly askYesOrNo: (message: string) => Promise<boolean>;
}

/** The work that the page asks for. @throws UserError where there is no such work */
export function workAsked(sent: unknown, means: WorkMeans): PlannedWork {
  const { data } = asked.safeParse(sent);
  if (!data) throw new UserError('The page starts init and doctor --fix, and nothing else.');
  return data.verb === 'init' ? initWork(data.only ?? [], means) : cureWork(means);
}

function initWork(only: readonly string[], { inventory, withRun, askYesOrNo }: WorkMeans): PlannedWork {
  return {
    command: typed(`init${only.length > 0 ? ` --only ${only.join(',')}` : ''}`, inventory),
    work: ({ emit, proceed }) =>
      withRun({ verb: 'init', only, emit }, async (run, logFile) => {
        const result = await initCluster(run, {
          noReboot: false,
          noDrain: false,
          mayReplace: async ({ strangers }) => {
            if (strangers.length === 0) return false;
            const names = strangers.map(({ name }) => name).join(', ');
            return askYesOrNo(
              `${names}: in another cluster, or in one that is lost. Leave it, with all that runs there, and join this one?`,
            );
          },
          proceed: (found) => {
            const plans = found.reached.map(({ node, plan }) => ({ name: node.name, plan }));
            const notes = failureTexts({ unreached: found.unreached, outcomes: [] }, plain);
            return proceed(shownPlan(plans, { sum: sumText(found), notes }));
          },
        });
        return { ok: initJson(result).ok, text: outcomeText(result, { inventory, logFile }) };
      }),
  };
}

function cureWork({ inventory, withRun }: WorkMeans): PlannedWork {
  return {
    command: typed('doctor --fix', inventory),
    work: ({ emit, proceed }) =>
      withRun({ verb: 'doctor', only: [], emit }, async (run, logFile) => {
        const options = { beforeInstall: false, hasPlan: true, since: '1h', ignored: [] } as const;
        let isAgreed: boolean | undefined;
        const outcomes = await cure(run, options, async (chosen) => {
          const plans = chosen.map(({ one, plan }) => ({ name: one.node.name, plan }));
          const sum = sumText({ reached: chosen.map(({ one, plan }) => ({ ...one, plan })), unreached: [] });
          isAgreed = await proceed(shownPlan(plans, { sum, notes: [] }));
          return isAgreed;
        });
        const failures = failureTexts({ unreached: [], outcomes }, plain);
        const ends = { true: 'Done. Look at the findings again.', false: 'Nothing was changed.' };
        const end =
          isAgreed === undefined ? 'There is nothing that can be cured without a person.' : ends[`${isAgreed}`];
        const log = logFile !== undefined && failures.length > 0 ? [`The log of this run: ${logFile}`] : [];
        return { ok: failures.length === 0, text: [...failures, end, ...log].join('\n') };
      }),
  };
}
