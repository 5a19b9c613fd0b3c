import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { sourcesVariable } from '../../lab/bundle-source.ts';
import type { Artifact } from '../../src/artifacts/artifact-table.ts';
import { cloudySources } from '../../src/artifacts/cloudy-sources.ts';
import { pathOf } from '../../src/artifacts/source.ts';
import { UserError } from '../../src/errors.ts';

/** Copies Cloudy's sources into a bundle. They have no licence, so a lab only has them if the user provides them. */
export async function addCloudySources(bundle: string, directory: string): Promise<void> {
  for (const artifact of Object.values(cloudySources)) {
    const target = join(bundle, pathOf(artifact.origin));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, await bytesOf(artifact, directory));
  }
}

async function bytesOf({ origin, version, pin }: Artifact, directory: string): Promise<Uint8Array> {
  const [, repository = '', path = ''] = /\/Clommunity\/([^/]+)\/(?:tar\.gz\/)?[0-9a-f]+\/?(.*)$/.exec(origin) ?? [];
  const folder = `${repository}-${version}`;
  const archive = join(directory, `${folder}.tar.gz`);
  const command = pin?.unpacked
    ? (['cat', archive] as const)
    : (['tar', '-xzOf', archive, `${folder}/${path}`] as const);
  const [program, ...args] = command;
  const { stdout } = await execa(program, args, { encoding: 'buffer', stripFinalNewline: false }).catch((cause) => {
    throw new UserError(`${archive} can't be read.`, {
      hints: [`${sourcesVariable} names a directory with the archives that https://codeload.github.com gives`],
      cause,
    });
  });
  return stdout;
}
