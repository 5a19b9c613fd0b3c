import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** What may have made swap that is in use; all is empty where no swap is in use. */
export interface SwapMakers {
  /** systemd's units of swap and their files, without those that systemd makes of /etc/fstab. */
  readonly units: ReadonlyMap<string, string>;
  /** Services that start at boot and make swap, as their files say. */
  readonly services: readonly string[];
  /** Other files that may make swap, often in zram: rules of udev, scripts of the boot. */
  readonly files: readonly string[];
}

export const swapMakers = commandFact(
  'what makes swap',
  sh`read_swaps() { while read -r device _; do [ "$device" = Filename ] || echo "$device"; done </proc/swaps; }
[ -n "$(read_swaps)" ] || exit 0
read_swaps | while read -r device; do
  unit=$(systemd-escape --path --suffix=swap "$device")
  file=$(systemctl show --value -p FragmentPath "$unit")
  from=$(systemctl show --value -p SourcePath "$unit")
  [ -z "$file" ] || [ "$from" = /etc/fstab ] || echo "unit $unit $file"
done
grep -lsE '^ExecStart=.*swap|mkswap|swapon' /etc/systemd/system/*.service /usr/lib/systemd/system/*.service | while read -r file; do
  service=\${file##*/}
  case $service in *@*) continue ;; esac
  [ "$(systemctl is-enabled "$service" 2>/dev/null)" != enabled ] || echo "service $service"
done
grep -lsE 'swapon|mkswap|zram' /etc/udev/rules.d/*.rules /etc/rc.local /etc/cron.d/* /etc/default/*zram* /etc/systemd/system/*zram*.service /usr/lib/systemd/system/*zram*.service | sed 's/^/file /'
:`,
  (stdout): SwapMakers => {
    const rows = stdout.split('\n').map((line) => line.split(' '));
    const of = (kind: string) => rows.filter(([first]) => first === kind);
    return {
      units: new Map(of('unit').map(([, unit = '', file = '']) => [unit, file])),
      services: [...new Set(of('service').map(([, name = '']) => name))],
      files: of('file').map(([, path = '']) => path),
    };
  },
);
