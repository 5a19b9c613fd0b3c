import type { ShownPlan } from '../src/screen/change-state.ts';
import { who, whole } from './plan-words.ts';

const words = { '*': 'Change', '!': 'Problem', '…': 'Waits', i: 'Note' } as const;
const kinds = { '*': '', '!': 'problem', '…': 'wait', i: '' } as const;

type Item = ShownPlan['phases'][number]['items'][number];

/** Shows a plan, phase by phase. What several nodes need is shown once, after their names. */
export function PlanList({ plan: { phases, nodes, problems, notes } }: { readonly plan: ShownPlan }) {
  return (
    <>
      {problems.map((problem) => (
        <p class="message box problem" key={problem}>
          {problem}
        </p>
      ))}
      {notes.map((note) => (
        <p class="message box" key={note}>
          {note}
        </p>
      ))}
      {phases.map(({ phase, about, items }) => (
        <section class="phase" key={phase}>
          <h4>
            {phase} {about ? <small>{about}</small> : null}
          </h4>
          <ul>
            {items.map((item) => (
              <li key={`${item.mark} ${item.text} ${item.below.join()}`} class={kinds[item.mark]}>
                <span class={item.mark === '*' ? 'unseen' : ''}>{words[item.mark]}: </span>
                <ItemText item={item} nodes={nodes} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function ItemText({
  item: { mark, text, below, nodes: own, example },
  nodes,
}: {
  readonly item: Item;
  readonly nodes: readonly string[];
}) {
  const names = <b>{who(own, nodes)}</b>;
  if (below.length === 0)
    return (
      <>
        {names} {text}
      </>
    );
  if (mark !== '*')
    return (
      <>
        {names} {whole(text)} Try: {below.join(' ')}
      </>
    );
  return (
    <details>
      <summary>
        {names} {text}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{below.join('\n')}</pre>
      {example === undefined ? null : <p class="quiet">{example}</p>}
    </details>
  );
}
