/** What brings a node back that the cluster does not count as a member any more. */
export const rejoin = 'microcloud remove {node} --keep, then: microcloud join {node}';

/** What cures a fault that is a change in the plan of `init`. */
export const init = 'microcloud init --only {node}';

/** Says how a line comes to the end of a file, also where the file does not end with its last line. */
function appended(file: string, ...lines: readonly string[]): string {
  return `printf '\\n${lines.join('\\n')}\\n' | sudo tee -a ${file}`;
}

/**
 * What lets a Pi 5 boot the kernel with pages of 4 KiB. `[all]`: the file may end in a section for one kind of board.
 */
export const smallPages = `ssh {node} "${appended('/boot/firmware/config.txt', '[all]', 'kernel=kernel8.img')} && sudo reboot"`;

/** What brings the line back without which this machine does not know itself as localhost. */
export const localhostLine = `ssh {node} "${appended('/etc/hosts', '127.0.0.1 localhost')}"`;
