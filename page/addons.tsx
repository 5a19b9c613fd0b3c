import { useState } from 'preact/hooks';
import type { ListedAddon } from '../src/cli/page-addons.ts';
import { CommandLine } from './command-line.tsx';
import { LookBar, useLook } from './looked.tsx';
import { Mark } from './mark.tsx';
import type { About } from './page-about.ts';
import type { Start } from './start.ts';

/** Shows the addons, which are programs inside the cluster. Each addon is a line of the inventory. */
export function Addons({ about, start }: { readonly about: About; readonly start: Start }) {
  const looked = useLook<readonly ListedAddon[]>('addons');
  return (
    <>
      <p>
        An addon is a line of the inventory ({about.inventory}), and init installs it. You see the line and the plan
        first. Nothing is written, and nothing changes, before you agree.
      </p>
      <LookBar looked={looked} what="the inventory" />
      <ul class="cards">
        {looked.value?.map((addon) => (
          <li key={addon.name}>
            <AddonCard addon={addon} start={start} />
          </li>
        ))}
      </ul>
      <CommandLine line={about.typed('init')} />
    </>
  );
}

function AddonCard({ addon, start }: { readonly addon: ListedAddon; readonly start: Start }) {
  const { name, about, memory, isOn, brought } = addon;
  const state = isOn ? 'on' : 'off';
  return (
    <article class={`card ${isOn ? 'good' : ''}`}>
      <h3>
        {name} <small>{brought ? `comes with ${brought.by}` : state}</small>
      </h3>
      <p>
        {isOn ? <Mark kind="good" /> : null} {about}
      </p>
      <p class="quiet">It takes {memory}.</p>
      {brought ? (
        <p>
          {brought.by} installs {name}. To switch {name} off, write <code>{brought.setting}: false</code> into the
          inventory.
        </p>
      ) : (
        <AddonSwitch addon={addon} start={start} />
      )}
    </article>
  );
}

function AddonSwitch({ addon, start }: { readonly addon: ListedAddon; readonly start: Start }) {
  const { name, isOn, nodes } = addon;
  if (!isOn && nodes) return <PlacedAddon name={name} nodes={nodes} start={start} />;
  return (
    <button type="button" onClick={() => start({ verb: 'addon', name, isOn: !isOn })}>
      Switch {name} {isOn ? 'off' : 'on'}
    </button>
  );
}

/** Shows the switch of an addon that needs a node. */
function PlacedAddon({
  name,
  nodes,
  start,
}: Pick<ListedAddon, 'name'> & { readonly nodes: readonly string[]; readonly start: Start }) {
  const [node, setNode] = useState(nodes[0]);
  return (
    <div class="fields">
      <label>
        Node for {name}
        <select value={node} onChange={({ currentTarget }) => setNode(currentTarget.value)}>
          {nodes.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => start({ verb: 'addon', name, isOn: true, node })}>
        Switch {name} on
      </button>
    </div>
  );
}
