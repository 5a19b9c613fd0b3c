import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loginUser } from '../../../lab/state.ts';
import type { InventoryFile } from '../../../src/inventory/schema.ts';
import { EmulatedPi, usualPassword } from './emulated-pi.ts';
import { machineImage } from './image.ts';
import type { CardSettings } from './imager.ts';
import { type Lan, makeLan, removeLan } from './lan.ts';

export interface EmulatedLab {
  readonly lan: Lan;
  readonly pis: readonly EmulatedPi[];
  /** Writes an inventory of these nodes, the first one the control plane, and returns its path. */
  inventory(change?: (file: InventoryFile) => InventoryFile): Promise<string>;
  remove(): Promise<void>;
}

interface Wanted {
  /** Settings of Imager for each card, one for each node. All have the password of the first one. */
  readonly cards: readonly Partial<CardSettings>[];
  readonly memoryMiB?: number;
  readonly ignoresEnable?: boolean;
  readonly hasCable?: boolean;
}

/**
 * Flashes a card for each node, in a LAN of their own. The nodes are still off. Earlier nodes of that name are removed.
 */
export async function flashed(name: string, { cards, ...more }: Wanted): Promise<EmulatedLab> {
  const directory = join(homedir(), '.cache/microcloud/emulated-lab', name);
  const image = await machineImage(console.log);
  const lan = await makeLan(name, directory);
  await writeFile(lan.files.sudoPassword, `${cards[0]?.password ?? usualPassword}\n`, { mode: 0o600 });
  const pis: EmulatedPi[] = [];
  for (const [index, card] of cards.entries()) {
    pis.push(await EmulatedPi.flash({ lan, image, number: index + 1, card, ...more }));
  }
  return {
    lan,
    pis,
    async inventory(change = (file) => file) {
      const path = join(directory, 'inventory.yaml');
      await writeFile(path, stringify(change(inventoryOf(lan, pis))));
      return path;
    },
    async remove() {
      await Promise.all(pis.map((pi) => pi.remove()));
      await removeLan(lan);
    },
  };
}

function inventoryOf({ plan, files }: Lan, pis: readonly EmulatedPi[]): InventoryFile {
  return {
    cluster: { name: plan.name, distribution: 'kubeadm' },
    cloudy: { install: 'agent' },
    defaults: {
      ssh: { user: loginUser, identityFile: files.key, sudoPassword: { file: files.sudoPassword } },
      network: { subnet: plan.subnet, gateway: plan.gateway, nameservers: [plan.gateway] },
    },
    nodes: pis.map(({ name, address, staticAddress }, index) => ({
      name,
      role: index === 0 ? 'control-plane' : 'worker',
      address,
      staticAddress,
    })),
  };
}
