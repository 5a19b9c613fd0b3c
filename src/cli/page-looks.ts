import { loadInventory } from '../inventory/load.ts';
import type { Inventory } from '../inventory/schema.ts';
import { doctorJson } from '../screen/doctor-json.ts';
import { readStatus } from '../tasks/cluster-status.ts';
import { examine } from '../tasks/doctor/examine.ts';
import { keepingConnections } from '../tasks/kept-connections.ts';
import { type OpenRun, openRun, type RunOptions } from '../tasks/open-run.ts';
import { listPeople } from '../tasks/people/list-people.ts';
import { readPublishers } from '../tasks/publisher-status.ts';
import { listAddons } from './page-addons.ts';

/** Looks again and again, over connections that stay open. */
export interface Looks {
  /** What can be looked up, by its name. */
  readonly looks: Readonly<Record<'status' | 'doctor' | 'publishers' | 'people' | 'addons', () => Promise<unknown>>>;
  /** The run of the inventory as it is now. @throws InventoryError */
  current(): Promise<OpenRun>;
  close(): void;
}

type Way = Omit<RunOptions, 'inventory' | 'nodes' | 'env'>;

/** Looks at the nodes of an inventory, which is read each time: people edit it meanwhile. */
export function createLooks(file: string, env: NodeJS.ProcessEnv, way: Way): Looks {
  let known: { readonly inventory: string; readonly run: OpenRun } | undefined;
  const current = async (): Promise<OpenRun> => {
    const inventory: Inventory = await loadInventory(file, { env });
    const text = JSON.stringify(inventory);
    if (known?.inventory !== text) {
      known?.run.close();
      const run = openRun({ ...way, inventory, nodes: inventory.nodes, env });
      known = { inventory: text, run: keepingConnections(run) };
    }
    return known.run;
  };
  const options = { beforeInstall: false, hasPlan: true, since: '1h', ignored: [] } as const;
  return {
    current,
    close: () => known?.run.close(),
    looks: {
      status: shared(async () => readStatus(await current())),
      publishers: shared(async () => readPublishers(await current())),
      people: shared(async () => listPeople(await current())),
      addons: async () => listAddons(await loadInventory(file, { env })),
      doctor: shared(async () => {
        const run = await current();
        return doctorJson(await examine(run, options), { nodes: run.inventory.nodes, inventory: file });
      }),
    },
  };
}

/** Several windows that look at once look once. */
function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let going: Promise<T> | undefined;
  return () => {
    going ??= look().finally(() => {
      going = undefined;
    });
    return going;
  };
}
