import type { Connection, Result } from '../../src/transport/connection.ts';
import { LinkLostError } from '../../src/transport/connection.ts';

/** What a fake node answers to questions, and what it does with scripts of changes. */
export interface Behaviour {
  /** Returns the answer to a question. A question without an answer fails the test. */
  readonly answer?: (question: string) => string | undefined;
  /** Whether the script of a question ends with an error. */
  readonly refuses?: (question: string) => boolean;
  /** Called for each change. Returns the change's exit code. */
  readonly change?: (script: string) => number;
  /** What a change prints before it fails. */
  readonly says?: string;
  /** Whether the link is lost in the exec of this number, counted from 1. */
  readonly loses?: (exec: number) => boolean;
  /** Whether another run holds the node's lock in the exec of this number. */
  readonly locks?: (exec: number) => boolean;
}

export interface FakeNode extends Connection {
  /** Scripts of changes, in order, as they ran. */
  readonly changes: readonly string[];
  readonly reconnects: number;
  readonly isClosed: boolean;
}

/** Makes a node that speaks the engine's protocol and runs nothing. Tests may fake only this part of the program. */
export function fakeNode({
  answer = () => undefined,
  refuses = () => false,
  change = () => 0,
  says = 'it failed',
  loses = () => false,
  locks = () => false,
}: Behaviour = {}): FakeNode {
  const seen = { execs: 0, reconnects: 0, isClosed: false, changes: [] as string[] };
  return {
    node: 'fake',
    get execs() {
      return seen.execs;
    },
    get changes() {
      return seen.changes;
    },
    get reconnects() {
      return seen.reconnects;
    },
    get isClosed() {
      return seen.isClosed;
    },
    async run({ wire }, onLine): Promise<Result> {
      if (loses(++seen.execs)) throw new LinkLostError('cut by the test');
      if (locks(seen.execs)) return { code: 0, stderr: '', stdout: `${nonceOf(wire)} locked other 1700000000\n` };
      const stdout = played(wire, seen.changes, { answer, refuses, change, says });
      for (const line of stdout.split('\n')) onLine?.(line);
      return { code: 0, stderr: '', stdout };
    },
    async upload() {},
    forward: () => Promise.reject(new Error('nothing goes on to a port in this test')),
    async reconnect() {
      seen.reconnects += 1;
    },
    close() {
      seen.isClosed = true;
    },
  };
}

function played(
  wire: string,
  changes: string[],
  { answer, refuses, change, says }: Required<Pick<Behaviour, 'answer' | 'refuses' | 'change' | 'says'>>,
): string {
  const nonce = nonceOf(wire);
  const lines = [];
  for (const [, index, script = ''] of wire.matchAll(
    / change (\d+)' [\s\S]*?\n\( set -e\n([\s\S]*?)\n\) <\/dev\/null >/g,
  )) {
    lines.push(`${nonce} change ${index}`);
    changes.push(script);
    const code = change(script);
    if (code !== 0) return [...lines, `${nonce} failed ${index} ${code}`, says, ''].join('\n');
  }
  lines.push(`${nonce} generation 0`);
  for (const [, index, script = ''] of wire.matchAll(/ question (\d+)'\n\( ([\s\S]*?)\n\) <\/dev\/null\n/g)) {
    const text = answer(script);
    if (text === undefined) throw new Error(`the test has no answer to:\n${script}`);
    lines.push(`${nonce} question ${index}`, `${text}\n${nonce} answer ${index} ${refuses(script) ? 1 : 0}`);
  }
  return [...lines, `${nonce} end`, ''].join('\n');
}

function nonceOf(wire: string): string {
  const nonce = /microcloud-[0-9a-f]{18}/.exec(wire)?.[0];
  if (!nonce) throw new Error(`this is no round:\n${wire}`);
  return nonce;
}
