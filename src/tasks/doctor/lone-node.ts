import { distributions } from '../../distributions/table.ts';
import { idBehind, UserError } from '../../errors.ts';
import { hostIn } from '../../facts/called-api.ts';
import { completed, fillDefaults } from '../../inventory/defaults.ts';
import type { Inventory } from '../../inventory/schema.ts';
import { type Script, sh } from '../../shell/sh.ts';
import type { Run } from '../run.ts';

type Distribution = Inventory['cluster']['distribution'];

/** What a machine says of itself before it is looked at. */
interface Identity {
  readonly name: string;
  readonly distribution: Distribution;
  readonly role: 'control-plane' | 'worker';
  /** Where its kubelet finds the API. */
  readonly api: string;
}

/**
 * Checks that compare the cluster with an inventory. They are left out for a lone machine: other nodes that it knows
 * are no fault.
 */
export const loneIgnored = ['node.stale', 'node.missing', 'etcd.even'];

/**
 * Makes an inventory of one machine from what the user typed: "pi@192.168.0.201", "192.168.0.201:2222", "pi-1.local".
 * @throws UserError when the text has another form
 */
export function inventoryOf(target: string): Inventory {
  const [, user, address, port] = /^(?:([\w.-]+)@)?([\w.-]+)(?::(\d+))?$/.exec(target) ?? [];
  if (address === undefined) {
    const hints = ['microcloud doctor pi@192.168.0.201'];
    throw new UserError(`"${target}" names no machine: expected is an address, or USER@ADDRESS.`, {
      hints,
      exitCode: 2,
    });
  }
  const ssh = { ...(user ? { user } : {}), ...(port ? { port: Number(port) } : {}) };
  const unknown: Identity = { name: address, distribution: 'kubeadm', role: 'control-plane', api: '' };
  return inventoryFor({ address, ssh }, unknown);
}

/**
 * Adds to the run what the machine says of itself. A machine that cannot be asked leaves the run as it is. With
 * `mayAsk` the user is asked for a password where no key lets in, as there is no inventory that could name one.
 */
export async function recognised(run: Run, { mayAsk }: { readonly mayAsk: boolean }): Promise<Run> {
  const [node] = run.nodes;
  if (!node) return run;
  let failure: unknown;
  const connection = await run.connect(node).catch((error: unknown) => {
    failure = error;
  });
  if (idBehind(failure) === 'ssh.auth' && mayAsk) {
    const nodes = [{ ...node, ssh: { ...node.ssh, password: { prompt: true } } }] as const;
    return recognised({ ...run, inventory: { ...run.inventory, nodes }, nodes }, { mayAsk: false });
  }
  if (!connection) return run;
  const said = await connection.run(question).catch(() => undefined);
  connection.close();
  const [name = '', distribution = '', role = '', api = ''] = said?.stdout.trim().split('\n') ?? [];
  if (name === '' || !isDistribution(distribution)) return run;
  const isWorker = role === 'worker';
  const identity: Identity = {
    ...{ name, distribution, role: isWorker ? 'worker' : 'control-plane' },
    api: api.replace(/:\d+$/, ''),
  };
  const inventory = inventoryFor(node, identity);
  return { ...run, inventory, nodes: inventory.nodes.filter((one) => one.name === name) };
}

function inventoryFor(
  { address, ssh }: Pick<Inventory['nodes'][number], 'address' | 'ssh'>,
  identity: Identity,
): Inventory {
  const { name, distribution, role, api } = identity;
  const own = { name, role, address, ssh };
  // A worker's cluster has a control plane too. Nothing but its address is known.
  const first = { name: `the control plane of ${name}`, role: 'control-plane', address: api || address, ssh } as const;
  const nodes = role === 'worker' ? [first, own] : [own];
  const file = structuredClone({ cluster: { name: 'unknown', distribution }, nodes });
  const draft = fillDefaults(file as Parameters<typeof fillDefaults>[0], { directory: '.' });
  return completed(draft, address);
}

function isDistribution(text: string): text is Distribution {
  return text in distributions;
}

const question: Script = sh`uname -n
if [ -e ${distributions.k3s.joined} ]; then
  echo k3s; admin=${distributions.k3s.adminConfig} config=${distributions.k3s.joined}
else
  echo kubeadm; admin=${distributions.kubeadm.adminConfig} config=${distributions.kubeadm.joined}
fi
if [ -e "$admin" ] || [ ! -e "$config" ]; then echo control-plane; else echo worker; fi
[ ! -e "$config" ] || ${hostIn(sh`"$config"`)}`;
