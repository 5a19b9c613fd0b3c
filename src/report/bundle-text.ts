import type { Arch } from '../artifacts/architectures.ts';
import type { Bundled } from '../artifacts/bundle.ts';
import { type Artifact, titleOf } from '../artifacts/table.ts';
import type { Verdict } from '../artifacts/verify-bundle.ts';
import { typed } from './next.ts';
import { sizeText } from './size.ts';

/** What `bundle create --json` prints. */
export interface BundleJson {
  /** Absolute. */
  readonly directory: string;
  readonly artifacts: readonly (Artifact & { readonly bytes: number })[];
  readonly bytes: number;
}

/** What `bundle verify --json` prints. */
export interface VerdictJson extends Verdict {
  /** Absolute. */
  readonly directory: string;
  readonly archs: readonly Arch[];
  readonly ok: boolean;
}

/** "kubeadm v1.35.4 for arm64  71.5 MB". */
export function bundledText({ artifact, bytes }: Bundled): string {
  return `${titleOf(artifact)}  ${sizeText(bytes)}`;
}

/** What a new bundle has, and what to do with it. */
export function bundleText({ directory, artifacts, bytes }: BundleJson): string {
  return [
    `${directory} has ${artifacts.length} artifacts, ${sizeText(bytes)}.`,
    'To use it, write in the inventory:',
    '',
    'artifacts:',
    `  bundle: ${directory}`,
  ].join('\n');
}

/** How a bundle was found, damage first. */
export function verdictText(verdict: VerdictJson, inventory: string): string {
  const { directory, files, bytes, damaged, missing, archs, ok } = verdict;
  const found = `${files} files, ${sizeText(bytes)}`;
  if (ok) return `${directory} is complete for ${archs.join(', ')} and undamaged (${found}).`;
  return [
    `${directory} can't be used as it is (${found}).`,
    ...damaged.map(({ file, reason }) => `  damaged: ${file}: ${reason}`),
    ...missing.map((sentence) => `  missing: ${sentence}`),
    `Try, on a machine with internet: ${typed(`bundle create ${directory} --arch ${archs.join(',')}`, inventory)}`,
  ].join('\n');
}
