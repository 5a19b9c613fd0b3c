import { count, countOf } from '../src/counted.ts';
import { aboutFinding, alike } from '../src/screen/alike.ts';
import type { DoctorJson } from '../src/screen/doctor-json.ts';
import { namesText } from '../src/screen/names-text.ts';
import { CommandLine } from './command-line.tsx';
import { curesOf } from './cure-words.ts';
import { LookBar, useLook } from './looked.tsx';
import { Mark } from './mark.tsx';
import type { About } from './page-about.ts';
import { whole } from './plan-words.ts';
import type { Start } from './start.ts';

type Line = DoctorJson['findings'][number];

/** Shows what doctor finds, with commands to copy or to start. */
export function Findings({ about, start }: { readonly about: About; readonly start: Start }) {
  const looked = useLook<DoctorJson>('doctor');
  const { value } = looked;
  return (
    <>
      <LookBar looked={looked} what="everything that doctor knows" />
      {value ? (
        <p class="lead">
          {value.findings.length === 0 ? <Mark kind="good" /> : null}{' '}
          {value.findings.length === 0 ? 'No problems found' : countText(value.findings)}:{' '}
          {count(value.checks, 'check')} on {countOf(value.reached, value.nodes, 'node')}.
        </p>
      ) : null}
      {alike(value?.findings ?? [], aboutFinding).map(({ first: line, others }) => (
        <FindingCard
          key={`${line.id} ${line.nodes.join()} ${line.what}`}
          line={line}
          others={others}
          about={about}
          start={start}
        />
      ))}
      {value?.unasked.map(({ reason, checks }) => (
        <details key={reason}>
          <summary>Could not be asked: {reason}</summary>
          <p>{checks.join(', ')}</p>
        </details>
      ))}
      <CommandLine line={about.typed('doctor')} />
      <CommandLine line={about.typed('doctor --fix')}>
        <button type="button" class="small" onClick={() => start({ verb: 'doctor --fix' })}>
          Show what it would cure
        </button>
      </CommandLine>
    </>
  );
}

interface FindingProps {
  readonly line: Line;
  /** On which other nodes the same is found, as a sentence. */
  readonly others: string;
  readonly about: About;
  readonly start: Start;
}

function FindingCard({ line, others, about, start }: FindingProps) {
  const { id, severity, nodes, what, why } = line;
  return (
    <article class={`card ${severity}`}>
      <h3>
        <Mark kind={severity} hasWord /> {nodes.length > 0 ? `${namesText(nodes)}: ` : ''}
        {whole(what)}
      </h3>
      {others === '' ? null : <p>{others}</p>}
      <p>{why}</p>
      {curesOf(line, about.typed).map(({ text, started }) => {
        if (!/^(microcloud|kubectl|sudo|ssh) /.test(text)) return <p key={text}>Try: {text}</p>;
        return (
          <CommandLine key={text} line={text}>
            {started ? (
              <button
                type="button"
                class="small"
                onClick={() => start(started)}
                aria-label={`Show what it would change: ${text}`}
              >
                Show what it would change
              </button>
            ) : null}
          </CommandLine>
        );
      })}
      <p class="quiet">{id}</p>
    </article>
  );
}

function countText(findings: readonly Line[]): string {
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  const warnings = findings.length - problems;
  return [
    ...(problems > 0 ? [count(problems, 'problem')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(', ');
}
