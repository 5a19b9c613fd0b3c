import { tar } from '../../src/artifacts/tar.ts';

/**
 * A tar archive of programs, each owned by root and executable, dated 1970: the same bytes for the same programs. Parent
 * directories are left to whoever unpacks it, as container engines do.
 * @param programs absolute path → content
 */
export async function tarOfPrograms(programs: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  const entries = Object.entries(programs).map(([path, content]) => {
    return { path: path.replace(/^\/+/, ''), bytes: content.length, content, isExecutable: true };
  });
  return Buffer.concat(await Array.fromAsync(tar(entries)));
}
