import assert from 'node:assert/strict';
import { it } from 'node:test';
import { causeIn } from '../../src/facts/journal-causes.ts';

/** A line of a journal, or several, and what they mean. */
export type JournalRow = readonly [lines: string, cause: RegExp];

/** Lines of a journal that tell nothing, as kubelet 1.35 writes them. */
export const quietLines = [
  'I1121 09:09:38.205809    1849 pod_startup_latency_tracker.go:108] "Observed pod startup duration" pod="kube-system/coredns-7d764666f9-gs98v" podStartSLOduration=32.205588113',
  'E1121 09:09:11.232799    1343 event.go:359] "Server rejected event (will not retry!)" err="events is forbidden: User \\"system:anonymous\\" cannot create resource \\"events\\"" event="&Event{Reason:CgroupV1,Message:cgroup v1 detected. cgroup v1 support is deprecated and will be removed in a future release.,}"',
  'E1121 09:14:00.750792    1849 container_manager_linux.go:562] "Failed to ensure process in container with oom score" err="failed to apply oom score -999 to PID 1849: write /proc/1849/oom_score_adj: permission denied"',
];

/** Tests that the lines of each row, among lines that tell nothing, have their cause, and that one of them is shown below it. */
export function itFindsCauses(title: (about: string) => string, rows: Readonly<Record<string, JournalRow>>): void {
  for (const [about, [lines, cause]] of Object.entries(rows)) {
    it(title(about), () => {
      const found = causeIn(`${[...quietLines, lines, ...quietLines].join('\n')}\n`);
      assert.match(found, cause);
      const [, shown = ''] = found.split('\n');
      const own = lines.split('\n').map((line) => `  ${line.slice(0, 300)}`);
      assert.ok(own.includes(shown), shown);
    });
  }
}
