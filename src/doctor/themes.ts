import { discover } from '../discover.ts';
import type { Reported } from './about.ts';
import { init } from './advice.ts';
import type { Check } from './check.ts';

/** What doctor looks at, the most basic first. Findings of one severity are shown in this order. */
export const themeNames = [
  'ssh', // whether a node can be looked at
  'hardware', // board, power, card
  'system', // operating system, packages, clock
  'boot', // kernel, control groups, swap
  'network', // addresses, names, firewalls
  'runtime', // containerd and Docker
  'node', // its place in the cluster
  'cluster', // what runs inside
  'people', // who else may use it
  'cloudy', // Cloudy, Serf, Avahi
] as const;

export type ThemeName = (typeof themeNames)[number];

/** A theme and its checks, which are found in the theme's folder. */
export interface Theme {
  readonly name: ThemeName;
  readonly checks: readonly Check[];
}

export async function loadThemes(): Promise<readonly Theme[]> {
  return Promise.all(
    themeNames.map(async (name) => {
      const files = (await discover(`doctor/${name}`)) as readonly (readonly Check[] | Reported)[];
      return { name, checks: files.flatMap(checksIn) };
    }),
  );
}

function checksIn(file: readonly Check[] | Reported): readonly Check[] {
  if (Array.isArray(file)) return file;
  return Object.entries(file).map(([id, about]) => ({
    kind: 'reported',
    id,
    severity: 'problem',
    advice: init,
    ...about,
  }));
}

/** Loads every check, in the order of the themes. */
export async function loadChecks(): Promise<readonly Check[]> {
  return (await loadThemes()).flatMap(({ checks }) => checks);
}
