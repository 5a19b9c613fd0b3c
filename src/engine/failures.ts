import { count } from '../counted.ts';
import { UserError } from '../errors.ts';
import { limits } from './limits.ts';
import type { Change, Planned, Problem, Wait } from './model.ts';
import type { RoundResult } from './round.ts';

/** A hint only for reasons that may be over by themselves. */
const goOn = 'Run the same command again: it goes on where it stopped.';
/** A hint for a command that has failed on the node: it fails again while its reason is there. */
const putRight = 'Put right what the command says. Then run the same command again: it goes on where it stopped.';

/** Words the wait for another run's lock. */
export function lockWait({ holder, sinceSeconds }: RoundResult & { kind: 'locked' }): Wait {
  const since = sinceSeconds ? `, since ${new Date(sinceSeconds * 1000).toLocaleTimeString()}` : '';
  const summary = `another run is changing this node (${holder}${since})`;
  return { kind: 'wait', summary, limitSeconds: limits.lock, hint: 'Let the other run finish, then try again.' };
}

/** The wait after another run changed the node: the plan is made anew. */
export const staleWait: Wait = {
  kind: 'wait',
  summary: 'this node was changed meanwhile, so it is looked at again',
  limitSeconds: limits.lock,
  hint: goOn,
};

/** Words the wait after a lost link. */
export function lostWait({ message }: Error): Wait {
  return { kind: 'wait', summary: `the link was lost (${message})`, limitSeconds: limits.lock, hint: goOn };
}

export function roundFailed(node: string, result: Exclude<RoundResult, { kind: 'done' }>, why = ''): UserError {
  switch (result.kind) {
    case 'locked':
      return new UserError(`${node}: ${lockWait(result).summary}.`, { hints: [goOn] });
    case 'stale':
      return new UserError(`${node}: ${staleWait.summary}.`, { hints: [goOn] });
    case 'broken':
      return new UserError(`${node}: the script stops early (exit ${result.code}). ${result.stderr.trim()}`, {
        id: 'node.lost',
        hints: [goOn, `If it stops there again: microcloud doctor ${node}`],
      });
    case 'failed':
      return new UserError(
        `${node}: "${result.change.summary}" fails with exit code ${result.code}.\n${result.output.trim()}${why && `\n${why}`}`,
        { id: result.change.id, hints: [putRight] },
      );
  }
}

export function linkLost(node: string, times: number, cause: Error): UserError {
  return new UserError(`${node}: the link was lost ${count(times, 'time')} (${cause.message}).`, {
    id: 'node.lost',
    hints: ['Look at its cable, its Wi-Fi and its power.', goOn],
    cause,
  });
}

export function needsPerson(node: string, problems: readonly Planned<Problem>[]): UserError {
  const message = problems.map(({ summary }) => `${node}: ${summary}`).join('\n');
  return new UserError(message, { id: problems[0]?.id, hints: problems.map(({ hint }) => hint) });
}

export function stillNeeded(node: string, { id, summary }: Change): UserError {
  const message = `${node}: "${summary}" was done without an error, and is still needed: something on the node takes it back, or keeps it from counting.`;
  return new UserError(message, {
    id,
    hints: [
      `Look for another program that manages this node (Ansible, Puppet, a cron job), and switch it off. Then: microcloud init --only ${node}`,
      'If nothing takes it back it is a bug: report it with what `microcloud support` packs',
    ],
  });
}

/** Says that changes which were made before a reboot are missing after it. */
export function comesBack(node: string, changes: readonly Change[]): UserError {
  const lines = changes.map(({ summary, before }) => {
    const found = before === undefined ? '' : `\n${shortened(before)}`;
    return `${node}: something puts this back at boot: "${summary}" was done before the reboot, and is needed again.${found}`;
  });
  const hints = changes.flatMap(({ atBoot }) => atBoot ?? []);
  return new UserError(lines.join('\n'), {
    hints: [
      ...hints,
      `Look for what runs at boot, and switch it off: ssh ${node} systemctl list-unit-files --state=enabled`,
      `Then: microcloud init --only ${node}`,
    ],
  });
}

const shownLines = 12;

/** Shortens what the node has now: enough of it stays to recognise who wrote it. */
function shortened(text: string): string {
  const all = text.replace(/\n$/, '').split('\n');
  const more = all.length - shownLines;
  return [...all.slice(0, shownLines), ...(more > 0 ? [`… and ${count(more, 'more line')}`] : [])]
    .map((line) => `    ${line}`)
    .join('\n');
}

export function waitedTooLong(node: string, wait: Wait, seconds: number, why: string): UserError {
  const message = `${node}: still waiting after ${seconds} s: ${wait.summary}.${why ? `\n${why}` : ''}`;
  return new UserError(message, { id: wait.id, hints: [wait.hint] });
}
