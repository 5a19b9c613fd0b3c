import type { Causes } from './kernel-causes.ts';

/** Why the system does not run a program. systemd says 203/EXEC of each, after a line that tells more. */
export const processCauses: Causes = [
  [
    /status=4\/ILL/,
    'The processor does not know what the program tells it to do: the program is for a newer board, or damaged.',
  ],
  [
    /status=11\/SEGV/,
    'The program breaks down: its file may be damaged (microcloud init puts it back), or the memory or power of the board is bad.',
  ],
  [
    /(?:spawning|execute|exec|locate executable) '?(\/[^\s':]+)'?(?: failed)?: permission denied/i,
    'The system may not run {1}: its disk is mounted with noexec, which findmnt -T {1} shows, or the file may not be executed.',
  ],
  [
    /level=fatal msg="permission denied"/,
    'k3s may not run its own programs: the disk below /var/lib/rancher is mounted with noexec, which findmnt -T /var/lib shows.',
  ],
  [
    /(?:spawning|execute|exec) '?(\/[^\s':]+)'?: exec format error/i,
    'The program {1} is for another architecture, or damaged: microcloud init puts the right one back.',
  ],
  [
    /status=203\/EXEC|Failed at step EXEC spawning /,
    'The program of the unit is not there: microcloud init puts it back.',
  ],
  [
    /OCI runtime error.*exec: \\*"(runc|crun)\\*": executable file not found/,
    'The program {1}, which starts containers, is missing: sudo apt-get install --reinstall {1}',
  ],
  [
    /specified both as a flag and in the configuration file: (\w+)/,
    'Docker is told {1} twice: in /etc/docker/daemon.json and in its unit (systemctl cat docker). Take it out of one.',
  ],
  [
    /unable to configure the Docker daemon with file (\S+?):/,
    'Docker cannot read {1}: a line of it has a mistake, often a comma too many or too few.',
  ],
  [
    /apparmor_parser\\*": executable file not found/,
    'The kernel has AppArmor switched on, and its parser is missing: sudo apt-get install apparmor',
  ],
];
