import { useState } from 'preact/hooks';
import type { LivePod } from '../src/kube/live-objects.ts';
import { CommandLine } from './command-line.tsx';
import { podWords } from './live-words.ts';
import { LookBar, useLook } from './looked.tsx';
import { Mark } from './mark.tsx';

/** Shows all pods, by namespace, each with its log. */
export function PodList({ pods }: { readonly pods: readonly LivePod[] }) {
  const [opened, setOpened] = useState<string>();
  const namespaces = Map.groupBy(pods, ({ namespace }) => namespace);
  return (
    <section>
      <h3>Pods</h3>
      {[...namespaces].map(([namespace, some]) => (
        <section key={namespace}>
          <h4>{namespace}</h4>
          <ul class="rows">
            {some.map((pod) => {
              const key = `${pod.namespace}/${pod.name}`;
              const { kind, text } = podWords(pod);
              const isOpen = opened === key;
              return (
                <li key={key}>
                  <Mark kind={kind} /> <b>{pod.name}</b> <span>{text}</span>{' '}
                  <button
                    type="button"
                    class="small"
                    aria-expanded={isOpen}
                    aria-label={`Log of ${pod.name}`}
                    onClick={() => setOpened(isOpen ? undefined : key)}
                  >
                    Log
                  </button>
                  {isOpen ? <PodLog pod={pod} /> : null}
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </section>
  );
}

function PodLog({ pod: { namespace, name, containers } }: { readonly pod: LivePod }) {
  const [container, setContainer] = useState(containers[0] ?? '');
  const query = new URLSearchParams({ namespace, pod: name, container });
  const looked = useLook<{ readonly text: string }>(`log?${query}`);
  return (
    <div class="box">
      {containers.length > 1 ? (
        <label>
          Container{' '}
          <select value={container} onChange={({ currentTarget }) => setContainer(currentTarget.value)}>
            {containers.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      ) : null}
      <LookBar looked={looked} what={`the log of ${name}`} />
      {looked.value ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <pre tabIndex={0} class="log">
          {looked.value.text || 'It has written nothing.'}
        </pre>
      ) : null}
      <CommandLine line={`kubectl -n ${namespace} logs ${name} -c ${container}`} />
    </div>
  );
}
