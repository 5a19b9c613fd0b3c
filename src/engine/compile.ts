import { lines, type Script, sh } from '../shell/sh.ts';
import type { Batch } from './batch.ts';
import type { Change, Fact } from './model.ts';

/** What one exec does: the changes in order, then the questions. */
export interface Round {
  readonly changes: readonly Change[];
  readonly questions: readonly Question[];
  /** A random word that marks the script's own lines: what the script runs cannot guess it. */
  readonly nonce: string;
  /** Who holds the node's lock while changes run, e.g. 'ana@laptop'. */
  readonly holder: string;
  /** How often the node had been changed when the plan's facts were asked; undefined where that does not matter. */
  readonly generation?: string | undefined;
  /** This machine's clock as the script is sent, seconds since 1970: facts may compare the node's with it. */
  readonly now: number;
}

/** A script to ask, and the facts that its output answers. */
export interface Question {
  readonly facts: readonly Fact<unknown>[];
  readonly script: Script;
  split?(stdout: string): ReadonlyMap<string, string>;
  readonly explain?: Batch['explain'];
}

/** Makes questions of facts: each id once, the items of a batch together. */
export function questionsOf(facts: readonly Fact<unknown>[]): readonly Question[] {
  const unique = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  const batches = new Map<Batch, Fact<unknown>[]>();
  const single: Question[] = [];
  for (const fact of unique) {
    if ('batch' in fact.ask) batches.set(fact.ask.batch, [...(batches.get(fact.ask.batch) ?? []), fact]);
    else single.push({ facts: [fact], script: fact.ask });
  }
  const batched = [...batches].map(([batch, members]): Question => {
    const items = members.map((fact) => itemOf(fact));
    const { explain } = batch;
    return { facts: members, script: batch.script(items), split: (stdout) => batch.split(stdout, items), explain };
  });
  return [...batched, ...single];
}

/** Gets the item of a batch that a fact asks for; '' for a fact that has a script of its own. */
export function itemOf(fact: Fact<unknown>): string {
  return 'item' in fact.ask ? fact.ask.item : '';
}

/**
 * Compiles a round into one POSIX script. It is wrapped in `main` so that a cut transfer runs nothing, each part gets
 * an empty stdin so that none eats the rest of the script, and `set -e` subshells run bare because `if` and `&&` would
 * disable it.
 */
export function compile(round: Round): Script {
  const { changes, questions, nonce, now } = round;
  return sh`main() { :
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
umask 022
clock=$(date +%s) clock_offset=$((clock - ${now}))
${changes.length === 0 ? sh`` : locked(round)}
${generation}
echo ${`${nonce} generation`} "$generation"
${allAsked(questions, nonce)}
echo ${`${nonce} end`}
}
main
`;
}

const generation = sh`generation=0; [ ! -r /run/microcloud/generation ] || read -r generation </run/microcloud/generation`;

// The lock is the open file: the kernel frees it with the script, and a change that outlives its link still holds it. A
// plan is carried out only while nobody has changed the node since: each change raises the node's generation.
function locked({ changes, nonce, holder, generation: expected }: Round): Script {
  const fresh = sh`if [ "$generation" != ${expected ?? ''} ]; then echo ${`${nonce} stale`}; exit 0; fi`;
  return sh`mkdir -p -m 700 /run/microcloud && exec 9>>/run/microcloud/lock || exit 1
if ! flock -n 9; then echo ${`${nonce} locked`} "$(cat /run/microcloud/holder)"; exit 0; fi
${generation}
${expected === undefined ? sh`:` : fresh}
echo ${holder} "$(date +%s)" >/run/microcloud/holder
${lines(changes.map((change, index) => applied(change, nonce, index)))}
exec 9>&-`;
}

// Raised before and after a change: answers that were given while it ran must not count as those of a node at rest.
const raise = sh`generation=$((generation + 1)); echo $generation >/run/microcloud/generation`;

// Output goes to a file, not to the link: a lost link then stops the script at its next marker, never a change half-way.
function applied(change: Change, nonce: string, index: number): Script {
  return sh`echo ${`${nonce} change ${index}`} || exit 1
${raise}
( set -e
${change.script}
) </dev/null >/run/microcloud/output 2>&1 9>&-
code=$?
${raise}
if [ $code -ne 0 ]; then echo ${`${nonce} failed ${index}`} $code; tail -n 60 /run/microcloud/output; exit 0; fi`;
}

// Each slow question answers into a pipe of its own, which is read after the other questions: so they run side by side,
// without a file.
function allAsked(questions: readonly Question[], nonce: string): Script {
  const isSlow = ({ facts }: Question) => facts.some(({ slow }) => slow);
  const those = (chosen: (question: Question) => boolean) =>
    lines(questions.flatMap((question, index) => (chosen(question) ? asked(question, nonce, index) : [])));
  const others = those((question) => !isSlow(question));
  return questions.filter(isSlow).reduceRight(
    (beside, slow) => sh`{ ${those((question) => question === slow)}
} | {
${beside}
cat
}`,
    others,
  );
}

function asked(question: Question, nonce: string, index: number): Script {
  return sh`echo ${`${nonce} question ${index}`}
( ${question.script}
) </dev/null
printf '\n%s %s\n' ${`${nonce} answer ${index}`} $?`;
}
