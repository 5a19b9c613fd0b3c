import { randomBytes } from 'node:crypto';
import type { Connection } from '../transport/connection.ts';
import { Answers, type Reply } from './answers.ts';
import { compile, questionsOf, type Round } from './compile.ts';
import type { Change, Fact } from './model.ts';

/** How a round ended. */
export type RoundResult =
  | { readonly kind: 'done'; readonly answers: Answers }
  | { readonly kind: 'failed'; readonly change: Change; readonly code: number; readonly output: string }
  /** Another run is changing this node. */
  | { readonly kind: 'locked'; readonly holder: string; readonly sinceSeconds: number }
  /** Another run changed the node since the facts were asked. */
  | { readonly kind: 'stale' }
  /** The script did not come to its end. */
  | { readonly kind: 'broken'; readonly code: number; readonly stderr: string };

/** Runs changes and questions over one exec channel. `onChange` is called as each change starts. */
export async function runRound(
  connection: Connection,
  round: Pick<Round, 'changes' | 'holder' | 'generation'> & { readonly facts: readonly Fact<unknown>[] },
  onChange: (change: Change) => void = () => {},
): Promise<RoundResult> {
  const nonce = `microcloud-${randomBytes(9).toString('hex')}`;
  const { changes } = round;
  const questions = questionsOf(round.facts);
  const started = new RegExp(`^${nonce} change (\\d+)$`);
  const now = Math.round(Date.now() / 1000);
  const script = compile({ ...round, questions, nonce, now });
  const sent = performance.now();
  let heard: number | undefined;
  const { code, stdout, stderr } = await connection.run(script, (line) => {
    heard ??= performance.now();
    const change = changes[Number(started.exec(line)?.[1])];
    if (change) onChange(change);
  });
  const locked = new RegExp(`^${nonce} locked (.*?) ?(\\d*)$`, 'm').exec(stdout);
  if (locked) return { kind: 'locked', holder: locked[1] || 'another run', sinceSeconds: Number(locked[2]) };
  if (stdout.startsWith(`${nonce} stale`)) return { kind: 'stale' };
  const failed = new RegExp(`^${nonce} failed (\\d+) (\\d+)\n([^]*)`, 'm').exec(stdout);
  const change = changes[Number(failed?.[1])];
  if (failed && change) return { kind: 'failed', change, code: Number(failed[2]), output: failed[3] ?? '' };
  const generation = new RegExp(`^${nonce} generation (.*)$`, 'm').exec(stdout)?.[1];
  if (generation === undefined || !stdout.includes(`\n${nonce} end`)) return { kind: 'broken', code, stderr };
  const replies = repliesIn(stdout, nonce, ((heard ?? performance.now()) - sent) / 1000);
  return { kind: 'done', answers: Answers.of(questions, replies, generation) };
}

function repliesIn(stdout: string, nonce: string, delaySeconds: number): ReadonlyMap<number, Reply> {
  const pattern = new RegExp(`^${nonce} question (\\d+)\n([^]*?)\n${nonce} answer \\1 (\\d+)$`, 'gm');
  return new Map(
    [...stdout.matchAll(pattern)].map((match) => [
      Number(match[1]),
      { stdout: match[2] ?? '', code: Number(match[3]), delaySeconds },
    ]),
  );
}
