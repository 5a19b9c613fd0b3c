import { tar } from '../../src/artifacts/tar.ts';

/**
 * Makes a tar archive of programs, each owned by root and executable, dated 1970: the same programs always give the
 * same bytes. It has no parent directories: container engines make those when they unpack.
 * @param programs absolute path → content
 */
export async function tarOfPrograms(programs: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const entries = Object.entries(programs).map(([path, content]) => {
    return { path: path.replace(/^\/+/, ''), bytes: content.length, content, isExecutable: true };
  });
  return Buffer.concat(await Array.fromAsync(tar(entries)));
}
