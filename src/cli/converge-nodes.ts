import type { Node } from '../inventory/schema.ts';
import { outcomeText } from '../screen/init-text.ts';
import { type InitJson, initJson } from '../screen/outcome-json.ts';
import { paintFor } from '../screen/paint.ts';
import { initCluster } from '../tasks/init.ts';
import type { Run } from '../tasks/run.ts';
import type { Standing } from '../tasks/standing.ts';
import type { Survey } from '../tasks/surveyed.ts';
import { confirmPlan } from './confirm-plan.ts';
import type { NodesCommand } from './nodes-command.ts';
import { askYesOrNo } from './prompts.ts';
import { withProgress } from './run-progress.ts';

interface ConvergeFlags {
  readonly inventory: string;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly reboot: boolean;
  readonly replace: boolean;
  readonly drain: boolean;
  readonly 'json-events': boolean;
}

interface Join {
  /** Nodes that only learn the names of all nodes. */
  readonly neighbours?: readonly Node[];
  /** Called between the person's yes and the first change. */
  readonly beforeChanges?: (found: Survey) => Promise<void>;
}

/**
 * Makes the run's nodes as the inventory says, for `init` and `join`: shows the plan, asks, does it, and says how it
 * ended. Exit code 1 when a node is not as the inventory says.
 */
export async function convergeNodes(
  command: NodesCommand,
  run: Run,
  flags: ConvergeFlags,
  { neighbours, beforeChanges }: Join = {},
): Promise<InitJson> {
  const confirmation = {
    isDryRun: flags['dry-run'],
    isAgreed: flags.yes,
    question: 'Make these changes? (--dry-run shows what they change in files)',
  };
  const result = await withProgress(command, flags, (show) =>
    initCluster(run, {
      noReboot: !flags.reboot,
      noDrain: !flags.drain,
      mayReplace: (found) => mayReplace(found, flags),
      async proceed(found) {
        if (!(await confirmPlan(command, found, { ...confirmation, notes: wordNotes(run, found) }))) return false;
        await beforeChanges?.(found);
        await show(found.reached.map(({ node, plan }) => ({ name: node.name, plan })));
        return true;
      },
      ...(neighbours ? { neighbours } : {}),
    }),
  );
  const json = initJson(result);
  const shown = { inventory: flags.inventory, paint: paintFor(process.stderr), logFile: command.logFile };
  if (!flags['dry-run']) command.logToStderr(outcomeText(result, shown));
  if (!json.ok) command.endWith(1);
  return json;
}

/** Writes the note that downloads are checked against `artifacts.sums` of the inventory; none where that is not set. */
export function wordNotes({ inventory: { artifacts } }: Run, { reached }: Survey): readonly string[] {
  const brings = reached.some(({ plan }) => plan.some(({ changes }) => changes.some(({ artifact }) => artifact)));
  if (artifacts.sums === undefined || !brings) return [];
  const place = artifacts.bundle ?? artifacts.mirror ?? 'the list';
  return [
    `Programs and images are checked against the sums of ${place}, as artifacts.sums of the inventory asks, even where microcloud knows other sums.`,
  ];
}

async function mayReplace({ strangers }: Standing, flags: ConvergeFlags): Promise<boolean> {
  if (flags.replace || strangers.length === 0 || flags['dry-run'] || flags.yes || !process.stdin.isTTY) {
    return flags.replace;
  }
  const names = strangers.map(({ name }) => name).join(', ');
  return askYesOrNo(
    `${names}: in another cluster, or in one that is lost. Leave it, with all that runs there, and join this one?`,
  );
}
