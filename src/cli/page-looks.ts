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

/** Looks at the nodes again and again, over connections that stay open. */
export interface Looks {
  /** The looks, by name. */
  readonly looks: Readonly<Record<'status' | 'doctor' | 'publishers' | 'people' | 'addons', () => Promise<unknown>>>;
  /** Returns a run for the inventory as it is now. @throws InventoryError */
  current(): Promise<OpenRun>;
  close(): void;
}

type Way = Omit<RunOptions, 'inventory' | 'nodes' | 'env'>;

/** Makes the looks at an inventory. It is read anew for each look, as people edit it meanwhile. */
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

/** Lets windows that look at the same time share one look. */
function shared<T>(look: () => Promise<T>): () => Promise<T> {
  let going: Promise<T> | undefined;
  return () => {
    going ??= look().finally(() => {
      going = undefined;
    });
    return going;
  };
}
