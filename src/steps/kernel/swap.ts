import { type Change, defineStep, type FactsOf } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { packageFact } from '../../facts/package.ts';
import { procFact } from '../../facts/proc.ts';
import { type SwapMakers, swapMakers } from '../../facts/swap-makers.ts';
import { unitFact } from '../../facts/unit.ts';
import { then } from '../../resources/adjust-findings.ts';
import { ensureFile } from '../../resources/ensure-file.ts';
import { ensureStopped } from '../../resources/ensure-unit.ts';
import { sh } from '../../shell/sh.ts';

/** rpi-swap of Raspberry Pi OS trixie: https://github.com/raspberrypi/rpi-swap */
export const rpiSwapFacts = {
  active: procFact('/proc/swaps'),
  rpiSwapSettings: fileFact('/etc/rpi/swap.conf'),
  rpiSwapPackage: packageFact('rpi-swap'),
  rpiSwap: fileFact('/etc/rpi/swap.conf.d/90-microcloud.conf'),
};

const swapFacts = {
  ...rpiSwapFacts,
  zramGeneratorPackage: packageFact('systemd-zram-generator'),
  zramGenerator: fileFact('/etc/systemd/zram-generator.conf.d/90-microcloud.conf'),
  dphysSwapfile: unitFact('dphys-swapfile.service'),
  zramTools: unitFact('zramswap.service'),
  fstab: fileFact('/etc/fstab'),
  makers: swapMakers,
};

type SwapFacts = FactsOf<typeof swapFacts>;

const rpiSwapOff = '[Main]\nMechanism=none\n';
/** "Devices with the final size of 0 will be discarded": zram-generator.conf(5). */
const zramGeneratorOff = '[zram0]\nzram-size = 0\n';

const why = 'so that no boot makes swap';

/**
 * The reload removes units that systemd generated from these settings. Swap that is still in use after it waits for the
 * reboot.
 */
const stopGenerated = sh`systemctl daemon-reload
swapoff -a || :`;

/** Everything that may make swap at boot, and the changes that stop it for good. */
const managers: readonly ((facts: SwapFacts) => Iterable<Change>)[] = [
  (facts) => (hasRpiSwap(facts) ? then(ensureFile(facts.rpiSwap, { content: rpiSwapOff, why }), stopGenerated) : []),
  (facts) =>
    facts.zramGeneratorPackage
      ? then(ensureFile(facts.zramGenerator, { content: zramGeneratorOff, why }), stopGenerated)
      : [],
  (facts) => then(ensureStopped(facts.dphysSwapfile), sh`dphys-swapfile uninstall`),
  (facts) => ensureStopped(facts.zramTools),
  ({ fstab }) =>
    fstab.exists && hasSwap(fstab.content) ? ensureFile(fstab, { content: withoutSwap(fstab.content), why }) : [],
];

export default defineStep({
  id: 'swap.boot',
  title: 'No swap',
  needs: () => swapFacts,
  *plan({ node, facts }) {
    if (node.swap === 'keep') return;
    for (const manager of managers) yield* manager(facts);
    const active = activeSwap(facts.active);
    if (active.length === 0 || hasRpiSwap(facts)) return;
    yield* withoutMakers(facts);
    const summary = `Turn off swap on ${active.join(', ')}`;
    const script = sh`swapoff -a`;
    const before = facts.active ?? '';
    yield { kind: 'change', id: 'swap.active', summary, before, script, atBoot: atBoot(node.name, facts.makers) };
  },
});

/** Services that `managers` switches off. */
const known: readonly string[] = ['dphys-swapfile.service', 'zramswap.service'];

/**
 * Switches off services that are not known here by name but make swap, as their files say, and systemd's own units of
 * swap.
 */
function* withoutMakers({ makers }: SwapFacts): Iterable<Change> {
  for (const service of makers.services.filter((name) => !known.includes(name))) {
    const script = sh`systemctl disable --now ${service}`;
    yield { kind: 'change', about: service, summary: `Stop and disable ${service}, ${why}`, script };
  }
  for (const [unit, file] of makers.units) {
    // A file in /etc stands where the link that masks a unit would be.
    const script = sh`case ${file} in /etc/*) systemctl disable --now ${unit} ;; *) systemctl mask --now ${unit} ;; esac`;
    yield { kind: 'change', about: unit, summary: `Switch off ${unit} (${file}), ${why}`, script };
  }
}

function atBoot(node: string, { files }: SwapMakers): string {
  const speaking = files.length > 0 ? `These files speak of swap: ${files.join(', ')}. ` : '';
  return `${speaking}Find the unit that makes swap: ssh ${node} "systemctl list-units --all --type=swap,service | grep -i -e swap -e zram"`;
}

function hasRpiSwap({ rpiSwapPackage, rpiSwapSettings }: FactsOf<typeof rpiSwapFacts>): boolean {
  return rpiSwapPackage !== undefined || rpiSwapSettings.exists;
}

/** Finds swap that is still in use, and that rpi-swap will not make again at the next boot. */
export function swapUntilReboot(facts: FactsOf<typeof rpiSwapFacts>): readonly string[] {
  const isOff = facts.rpiSwap.exists && facts.rpiSwap.content === rpiSwapOff;
  return hasRpiSwap(facts) && isOff ? activeSwap(facts.active) : [];
}

function activeSwap(procSwaps = ''): readonly string[] {
  const [, ...rows] = procSwaps.split('\n');
  return rows.flatMap((row) => row.split(/\s/)[0] || []);
}

/** Makes comments of the swap lines in /etc/fstab, so that a person can see and restore them. */
export function withoutSwap(fstab: string): string {
  return fstab
    .split('\n')
    .map((line) => (isSwap(line) ? `# no swap (microcloud): ${line}` : line))
    .join('\n');
}

export function hasSwap(fstab: string): boolean {
  return fstab.split('\n').some(isSwap);
}

function isSwap(line: string): boolean {
  const [device, , type] = line.trim().split(/\s+/);
  return type === 'swap' && !device?.startsWith('#');
}
