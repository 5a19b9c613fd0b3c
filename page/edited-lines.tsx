import type { ShownPlan } from '../src/screen/change-state.ts';

const kinds: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed' };

/** Shows the lines of the inventory that a yes writes, as `diff` does. */
export function EditedLines({ file, lines }: NonNullable<ShownPlan['edit']>) {
  return (
    <section class="phase">
      <h4>
        {file} <small>lines with + come, lines with - go</small>
      </h4>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre class="lines" tabIndex={0}>
        {lines.map((line, index) => (
          <span key={index} class={kinds[line[0] ?? '']}>{`${line}\n`}</span>
        ))}
      </pre>
    </section>
  );
}
