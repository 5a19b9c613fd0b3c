import { countOf } from '../src/counted.ts';
import { few } from '../src/screen/names-text.ts';
import type { NodeStatus, Status } from '../src/tasks/status-result.ts';
import { CommandLine } from './command-line.tsx';
import { LookBar, useLook } from './looked.tsx';
import { Mark } from './mark.tsx';
import { condition, conditions, pending } from './node-words.ts';
import type { About } from './page-about.ts';
import { whole } from './plan-words.ts';
import { VitalsList } from './vitals.tsx';

/** Shows the nodes like `status`, with temperature, memory and load of each board. */
export function Nodes({ about }: { readonly about: About }) {
  const looked = useLook<Status>('status', 30);
  const { value } = looked;
  return (
    <>
      <LookBar looked={looked} what="the nodes" />
      {value ? <ClusterLines status={value} /> : null}
      {value ? (
        <ul class="cards">
          {value.nodes.map((node) => (
            <li key={node.name}>
              <NodeCard node={node} />
            </li>
          ))}
        </ul>
      ) : null}
      <CommandLine line={about.typed('status')} />
    </>
  );
}

const states: Record<Status['cluster']['state'], string> = {
  running: 'Its API answers.',
  none: 'It is not made yet.',
  silent: 'Its API does not answer.',
  unknown: 'No control plane could be asked.',
};

const marks = { running: 'good', none: 'wait', silent: 'problem', unknown: 'problem' } as const;

function ClusterLines({ status: { cluster, lacking, nodes } }: { readonly status: Status }) {
  const { name, distribution, version, endpoint, state, reason } = cluster;
  return (
    <div class="lead">
      <p>
        <Mark kind={marks[state]} /> Cluster <b>{name}</b>: {distribution} {version} at {endpoint}. {states[state]}{' '}
        {reason}
      </p>
      {nodes.length > few
        ? conditions(nodes).map(({ kind, text }) => (
            <p key={text}>
              <Mark kind={kind} /> {text}
            </p>
          ))
        : null}
      {lacking.map((one) => (
        <p key={one.name}>
          <Mark kind="warning" /> {one.name}: {countOf(one.available, one.wanted, 'pod')} available
        </p>
      ))}
    </div>
  );
}

function NodeCard({ node }: { readonly node: NodeStatus }) {
  const { name, role, address, system, architecture, kubernetes, vitals, unreachable } = node;
  const { kind, text } = condition(node);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Address', address],
    ['System', [system, architecture].filter(Boolean).join(', ') || undefined],
    ['Kubernetes', kubernetes],
    ['Certificates end', node.certificatesEnd?.slice(0, 10)],
    ['Pending', unreachable ? undefined : pending(node)],
  ];
  return (
    <article class={`card ${kind}`}>
      <h3>
        {name} <small>{role === 'control-plane' ? 'control plane' : (role ?? 'not in the inventory')}</small>
      </h3>
      <p>
        <Mark kind={kind} /> {text}
      </p>
      {vitals ? <VitalsList vitals={vitals} name={name} /> : null}
      <dl>
        {rows.flatMap(([label, value]) =>
          value === undefined ? [] : [<dt key={label}>{label}</dt>, <dd key={`${label} value`}>{value}</dd>],
        )}
      </dl>
      <Troubles node={node} />
    </article>
  );
}

/** Shows why a node was not reached, or what it has problems with and waits for. */
function Troubles({ node: { unreachable, problems, waits } }: { readonly node: NodeStatus }) {
  return (
    <>
      {unreachable ? (
        <p class="message">{[unreachable.message, ...unreachable.hints.map((hint) => `Try: ${hint}`)].join('\n')}</p>
      ) : null}
      {problems.map(({ id, about = '', summary, hint }) => (
        <p class="message" key={`${id} ${about}`}>
          <Mark kind="problem" /> {whole(summary)} Try: {hint}
        </p>
      ))}
      {waits.map(({ id, about = '', summary }) => (
        <p class="message" key={`${id} ${about}`}>
          <Mark kind="wait" /> {summary}
        </p>
      ))}
    </>
  );
}
