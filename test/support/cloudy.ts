import { appendFile } from 'node:fs/promises';
import { filesOf } from '../../lab/state.ts';
import type { RunningLab } from '../../lab/up.ts';
import { decodeTag, servicesTag } from '../../publisher/tag.ts';
import { inside } from './cluster.ts';

/** An entry of Cloudy's list: https://github.com/Clommunity/avahi-ps */
export interface Listed {
  /** Type, description, address, port, microcloud, text. */
  readonly s: string;
  readonly d: string;
  readonly i: string;
  readonly p: string;
  readonly e: string;
  readonly t: string;
}

interface Members {
  readonly members: readonly { readonly name: string; readonly tags: Readonly<Record<string, string>> }[];
}

/** Whether labs have Cloudy itself, or Serf alone. */
export const hasCloudy = Boolean(process.env.MICROCLOUD_LAB_CLOUDY);
export const needsCloudy = { skip: hasCloudy ? false : 'no Cloudy sources (MICROCLOUD_LAB_CLOUDY)' };

/** Gives the web pages of a lab a login: the user ada, with the password of the lab. */
export async function giveLogin({ inventory, directory }: RunningLab): Promise<void> {
  const { sudoPassword } = filesOf(directory);
  await appendFile(inventory, `\ncloudy:\n  login: {user: ada, password: {file: ${sudoPassword}}}\n`);
}

/** Lists what a node sees in Cloudy: by Cloudy's own search where it is installed, else from Serf's tags. */
export async function listOn(lab: RunningLab, node: string): Promise<readonly Listed[]> {
  if (hasCloudy) return JSON.parse(await inside(lab, node, 'SEARCH_ONLY=serf avahi-ps search'));
  const { members }: Members = JSON.parse(await inside(lab, node, 'serf members -status=alive -format=json'));
  return members.flatMap(({ name, tags }) => {
    const decoded = decodeTag(tags[servicesTag]);
    if (decoded.kind !== 'entries') throw new Error(`${name} has a tag that nobody can read: ${decoded.reason}`);
    return decoded.entries.map((entry) => JSON.parse(entry) as Listed);
  });
}

/** Lists the Services of Kubernetes that a node sees in Cloudy, as "name:port", sorted. */
export async function servicesOn(lab: RunningLab, node: string): Promise<readonly string[]> {
  const list = await listOn(lab, node);
  return list
    .filter(({ s }) => s === 'kubernetes')
    .map(({ d, p }) => `${d}:${p}`)
    .sort();
}
