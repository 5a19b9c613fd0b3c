import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core';

export interface Flag {
  readonly name: string;
  readonly char?: string;
  readonly type: 'boolean' | 'option';
  readonly allowNo?: boolean;
  readonly hidden?: boolean;
  readonly helpGroup?: string;
  readonly helpValue?: string;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly env?: string;
  readonly summary?: string;
  readonly description?: string;
}

/** The fields of a command in oclif's manifest that manuals use. */
export interface ManifestCommand {
  readonly id: string;
  readonly hidden?: boolean;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly args: Readonly<
    Record<string, { readonly name: string; readonly required?: boolean; readonly description?: string }>
  >;
  readonly flags: Readonly<Record<string, Flag>>;
}

export interface Manifest {
  readonly version: string;
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

/** Reads the commands from the sources: oclif.manifest.json, which `npm run build` writes, may be older. */
export async function manifestOfSources(root: string): Promise<Manifest> {
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  pjson.oclif.commands = './src/commands';
  const plugin = new Plugin({ root, pjson, ignoreManifest: true, errorOnManifestCreate: true });
  await plugin.load();
  return plugin.manifest as unknown as Manifest;
}

/** Lists the commands that people see, by name. */
export function visibleCommands({ commands }: Manifest): readonly ManifestCommand[] {
  return Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Writes a command with its arguments, such as "lab ssh NODE [COMMAND]". */
export function usageText({ id, args }: ManifestCommand): string {
  const names = Object.values(args).map(({ name, required }) =>
    required ? name.toUpperCase() : `[${name.toUpperCase()}]`,
  );
  return [id.replaceAll(':', ' '), ...names].join(' ');
}

/** Lists the flags that people see. */
export function visibleFlags({ flags }: ManifestCommand): readonly Flag[] {
  return Object.values(flags).filter(({ hidden }) => !hidden);
}

/** Writes a flag as one types it, such as "-i, --inventory FILE". */
export function flagText({ name, char, type, allowNo, options, helpValue }: Flag): string {
  const value = type === 'boolean' ? '' : ` ${options ? options.join('|') : (helpValue ?? 'VALUE')}`;
  return `${char ? `-${char}, ` : ''}--${type === 'boolean' && allowNo ? '[no-]' : ''}${name}${value}`;
}
