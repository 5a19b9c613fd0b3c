import type { Causes } from '../causes.ts';

/**
 * Why the system does not run a program. For each of these reasons systemd says 203/EXEC, after a line that tells more.
 */
export const processCauses: Causes = [
  [
    /status=4\/ILL/,
    'The processor does not know an instruction of the program: the program is for a newer board, or damaged.',
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
    // Volumes of pods may lie anywhere.
    /\b(?:chmod|l?chown|symlink|link)\s(?:\S+ )?(\/(?!\S*\/(?:pods|volumes)\/)[^\s:"]+): operation not permitted/,
    'The disk for containers keeps no owners or links ({1}), as FAT, exFAT, NTFS and network folders do: on a node it must be ext4 or xfs.',
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
    /status=217\/USER|Failed at step USER /,
    'The user that the unit names is not there: systemctl cat shows it (User=), and microcloud init makes those of its own units.',
  ],
  [
    /status=226\/NAMESPACE|Failed at step NAMESPACE /,
    'systemd cannot lay out the folders that the unit shall see: one that it names is missing (systemctl cat shows them), or the node is a container that forbids it.',
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
    /error initializing graphdriver: /,
    'Docker cannot keep images where and as it did: its disk cannot carry overlayfs, or an older Docker kept them in another way. Where nobody needs them: sudo mv /var/lib/docker /var/lib/docker.old && sudo systemctl restart docker',
  ],
  [
    /apparmor_parser\\*": executable file not found/,
    'The kernel has AppArmor switched on, and its parser is missing: sudo apt-get install apparmor',
  ],
];
