import { isIPv4 } from 'node:net';
import { cleanEntry, type OwnNodes, speaksOf } from './clean-entry.ts';
import { decodeTag, encodeTag, mostOfOthers, servicesTag } from './tag.ts';

/** Most entries of one member, and most members, that are shown. The agent lists its own member among the first. */
const mostEntries = 64;
const mostMembers = 2000;

/** Cleans the output of `serf members -format=json`: only what Cloudy's programs read is left. */
export function cleanMembers(answer: unknown, own: OwnNodes): object {
  const { members }: { readonly members?: unknown } = { ...(answer as object) };
  const list: readonly unknown[] = Array.isArray(members) ? members.slice(0, mostMembers) : [];
  return { members: list.flatMap((member) => withoutFault(() => cleanMember(member, own))) };
}

/** Cleans the output of `serf info -format=json`, which is about the node's own agent. */
export function cleanInfo(answer: unknown): object {
  const { agent, tags }: Record<string, unknown> = { ...(answer as object) };
  const { name }: { readonly name?: unknown } = { ...(agent as object) };
  return { agent: { name: isName(name) ? name : '' }, tags: cleanTags(tags, () => true) };
}

function cleanMember(member: unknown, own: OwnNodes): readonly object[] {
  const { name, addr, status, tags }: Record<string, unknown> = { ...(member as object) };
  const [address = '', port = ''] = typeof addr === 'string' ? addr.split(':') : [];
  if (!isName(name) || !isIPv4(address) || !/^\d{1,5}$/.test(port)) return [];
  if (typeof status !== 'string' || !/^[a-z]{1,16}$/.test(status)) return [];
  const isOurs = own.addresses.has(address);
  const clean = cleanTags(tags, (entry) => isOurs || !speaksOf(entry, own));
  return [{ name, addr: `${address}:${port}`, port: Number(port), tags: clean, status }];
}

/**
 * Packs the clean entries anew, so that all programs unpack the same text: they read unusual bzip2 data differently.
 */
function cleanTags(tags: unknown, isTrue: (entry: NonNullable<ReturnType<typeof cleanEntry>>) => boolean): object {
  const { [servicesTag]: text }: Record<string, unknown> = { ...(tags as object) };
  const decoded = decodeTag(typeof text === 'string' ? text : '', mostOfOthers);
  const entries = decoded.kind === 'entries' ? decoded.entries.slice(0, mostEntries) : [];
  const clean = entries.flatMap((entry) => cleanEntry(JSON.parse(entry)) ?? []).filter(isTrue);
  const packed = encodeTag(clean.map((entry) => JSON.stringify(entry)));
  return packed === undefined ? {} : { [servicesTag]: packed };
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name);
}

function withoutFault(clean: () => readonly object[]): readonly object[] {
  try {
    return clean();
  } catch {
    return [];
  }
}
