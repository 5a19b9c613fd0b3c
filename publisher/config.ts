/** The publisher's configuration. README.md says what each field means. */
export interface PublisherConfig {
  readonly cluster: string;
  readonly node: string;
  readonly address: string;
  readonly api: readonly string[];
  readonly caFile: string;
  readonly tokenFile: string;
  readonly statusFile: string;
  readonly serfRpc: string;
  readonly serfAuthKey?: string;
  readonly namespaces: NamespaceSelection;
  readonly spread: boolean;
  readonly neighbours: Readonly<Record<string, string>>;
  readonly health: readonly string[];
}

/** Patterns with `*`. A namespace that both lists match is excluded. */
export interface NamespaceSelection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** The configuration in the file, which may leave out fields with a default. */
export type PublisherConfigFile = Pick<
  PublisherConfig,
  'cluster' | 'node' | 'address' | 'api' | 'caFile' | 'tokenFile' | 'statusFile'
> &
  Partial<Omit<PublisherConfig, 'namespaces'>> & { readonly namespaces?: Partial<NamespaceSelection> };

/** The fields that the program for Cloudy's page of applications reads. */
export type ApplicationsConfig = Pick<PublisherConfig, 'api' | 'caFile' | 'namespaces'>;

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string' && value !== '';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isPath: Check = (value) => typeof value === 'string' && value.startsWith('/');
// These texts become part of entries, so they must not need escaping: avahi-ps reads JSON with sed.
const isWord: Check = (value) => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value);
const isHost: Check = (value) => typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(value);

const fields: Readonly<Record<keyof PublisherConfig, { readonly takes: string; readonly check: Check }>> = {
  cluster: { takes: 'a name of letters, digits, "-", "_" and "."', check: isWord },
  node: { takes: 'a name of letters, digits, "-", "_" and "."', check: isWord },
  address: { takes: 'an IPv4 address', check: (value) => typeof value === 'string' && /^\d+(\.\d+){3}$/.test(value) },
  api: {
    takes: 'a list of https:// addresses',
    check: (value) => Array.isArray(value) && value.length > 0 && value.every((url) => /^https:\/\//.test(url)),
  },
  caFile: { takes: 'an absolute path', check: isPath },
  tokenFile: { takes: 'an absolute path', check: isPath },
  statusFile: { takes: 'an absolute path', check: isPath },
  serfRpc: {
    takes: 'an address with a port',
    check: (value) => typeof value === 'string' && /^[^:\s]+:\d+$/.test(value),
  },
  serfAuthKey: { takes: 'a text', check: isText },
  namespaces: { takes: '{"include": […], "exclude": […]}', check: isSelection },
  spread: { takes: 'true or false', check: (value) => typeof value === 'boolean' },
  neighbours: {
    takes: '{"name of a node": "its address", …}',
    check: (value) => isRecord(value) && Object.entries(value).every(([name, host]) => isWord(name) && isHost(host)),
  },
  health: { takes: 'a list of addresses', check: isTexts },
};

const defaults = {
  serfRpc: '127.0.0.1:7373',
  spread: false,
  neighbours: {},
  health: ['http://127.0.0.1:10256/healthz'],
};

/** Reads the text of a configuration. @throws Error that names every wrong field, and what it must be */
export function parseConfig(text: string): PublisherConfig {
  const given: unknown = JSON.parse(text);
  if (!isRecord(given)) throw new Error('The configuration is not a JSON object.');
  const all: Record<string, unknown> = { ...defaults, ...given };
  const wrong = Object.entries(fields)
    .filter(([name, { check }]) => (all[name] === undefined ? isNeeded(name) : !check(all[name])))
    .map(([name, { takes }]) => `"${name}" must be ${takes}.`);
  const unknown = Object.keys(given).filter((name) => !(name in fields));
  const problems = [...wrong, ...unknown.map((name) => `"${name}" is not a field.`)];
  if (problems.length > 0) throw new Error(problems.join(' '));
  return { ...(all as unknown as PublisherConfig), namespaces: selection(given.namespaces) };
}

function isNeeded(name: string): boolean {
  return !['serfAuthKey', 'namespaces'].includes(name);
}

function selection(given: unknown): NamespaceSelection {
  const { include, exclude } = (given ?? {}) as Partial<NamespaceSelection>;
  return { include: include ?? ['*'], exclude: exclude ?? (include ? [] : ['kube-*']) };
}

function isSelection(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return Object.entries(value).every(([name, texts]) => ['include', 'exclude'].includes(name) && isTexts(texts));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
