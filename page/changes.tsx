import { useEffect, useRef } from 'preact/hooks';
import { countOf } from '../src/counted.ts';
import type { ChangeRow, ChangeState, ShownPlan } from '../src/screen/change-state.ts';
import { CommandLine } from './command-line.tsx';
import { EditedLines } from './edited-lines.tsx';
import { Mark } from './mark.tsx';
import type { About } from './page-about.ts';
import { PlanList } from './plan-list.tsx';
import type { Start } from './start.ts';

interface ChangesProps {
  readonly about: About;
  readonly change: ChangeState;
  readonly start: Start;
  readonly agree: (yes: boolean) => void;
}

/** Shows what init would change: the questions to the nodes, the plan, the answer, and the work. */
export function Changes({ about, change, start, agree }: ChangesProps) {
  const isFree = change.kind === 'none' || change.kind === 'ended';
  return (
    <>
      <Stage change={change} agree={agree} />
      {isFree ? (
        <>
          <p>
            init changes the nodes until they are as the inventory ({about.inventory}) says. It asks the nodes first,
            and shows what it would change. Nothing changes before you agree.
          </p>
          <p>
            <button type="button" class="main" onClick={() => start({ verb: 'init' })}>
              Show what init would change
            </button>
          </p>
          <CommandLine line={about.typed('init --dry-run')} />
        </>
      ) : null}
    </>
  );
}

const titles: Record<ChangeState['kind'], string> = {
  none: '',
  looking: 'Asking the nodes',
  planned: 'This would change',
  working: 'Changing the nodes',
  ended: 'How it ended',
};

function Stage({ change, agree }: Pick<ChangesProps, 'change' | 'agree'>) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { kind } = change;
  // The focus moves to the heading, so that a screen reader reads the new stage.
  useEffect(() => {
    if (kind === 'planned' || kind === 'ended') heading.current?.focus();
  }, [kind]);
  if (change.kind === 'none') return null;
  return (
    <section>
      <h3 ref={heading} tabIndex={-1}>
        {titles[kind]}
      </h3>
      {change.kind === 'planned' && change.plan.edit ? <EditedLines {...change.plan.edit} /> : null}
      <CommandLine line={change.command} />
      {change.kind === 'planned' ? (
        <>
          <PlanList plan={change.plan} />
          <AgreeBox plan={change.plan} agree={agree} />
        </>
      ) : (
        <>
          <p role="status">{sumOf(change.rows)}</p>
          <Rows rows={change.rows} />
        </>
      )}
      {change.kind === 'ended' ? (
        <p class={`message box ${change.ok ? 'good' : 'problem'}`}>
          <Mark kind={change.ok ? 'good' : 'problem'} /> {change.text}
        </p>
      ) : null}
    </section>
  );
}

function AgreeBox({ plan, agree }: { readonly plan: ShownPlan } & Pick<ChangesProps, 'agree'>) {
  return (
    <div class="question">
      <p>
        <b>{questionOf(plan)}</b> {plan.sum}
      </p>
      <button type="button" class="main" onClick={() => agree(true)}>
        Yes, make them
      </button>
      <button type="button" onClick={() => agree(false)}>
        No
      </button>
    </div>
  );
}

function questionOf({ edit, phases }: ShownPlan): string {
  if (!edit) return phases.length > 0 ? 'Make these changes?' : 'Do this?';
  return phases.length > 0 ? 'Write these lines, and make these changes?' : 'Write these lines?';
}

/** Sums up the rows for a screen reader: reading each change aloud would be too much. */
function sumOf(rows: readonly ChangeRow[]): string {
  const of = (wanted: ChangeRow['state']) => rows.filter(({ state }) => state === wanted).length;
  return `${countOf(of('done'), rows.length, 'node')} done${of('failed') > 0 ? `, ${of('failed')} failed` : ''}`;
}

const kinds = { works: 'wait', done: 'good', failed: 'problem' } as const;

/** Shows a row for each node, as in the terminal. */
function Rows({ rows }: { readonly rows: readonly ChangeRow[] }) {
  return (
    <ul class="rows">
      {rows.map(({ node, text, state }) => (
        <li key={node}>
          <Mark kind={kinds[state]} /> <b>{node}</b>{' '}
          <span>{text.startsWith(`${node}: `) ? text.slice(node.length + 2) : text}</span>
        </li>
      ))}
    </ul>
  );
}
