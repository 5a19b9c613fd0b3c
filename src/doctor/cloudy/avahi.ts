import { linesFact, slow } from '../../facts/command.ts';
import { portFact } from '../../facts/reach.ts';
import { unitFact } from '../../facts/unit.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** What Avahi said since its present start: before it had its name, every fresh Pi was called "raspberrypi". */
const conflicts = slow(
  linesFact(
    "Avahi's journal",
    sh`start=$(readlink /run/systemd/units/invocation:avahi-daemon.service)
[ -n "$start" ] || exit 0
journalctl -q --no-pager -o cat _SYSTEMD_INVOCATION_ID="$start" -n 500 | grep -E 'conflict|retrying with' | tail -n 3`,
  ),
);

const page = portFact('127.0.0.1', 7000);

export default [
  nodeCheck({
    id: 'cloudy.page',
    when: 'member',
    title: 'The web pages of Cloudy do not answer',
    why: 'Nobody can use Cloudy in a browser on this node.',
    advice: 'ssh {node} sudo systemctl restart cdistro',
    runbook: 'Their server runs, but nothing answers on port 7000: `sudo journalctl -u cdistro`.',
    source: 'cloudynitzar tests/01_php_web_interface.sh',
    needs: () => ({ unit: unitFact('cdistro.service'), page }),
    judge: ({ node, facts }) => (node.cloudy && facts.unit.active && !facts.page ? {} : undefined),
  }),
  nodeCheck({
    id: 'avahi.active',
    title: 'Avahi does not run',
    severity: 'warning',
    why: 'The node is not found as NAME.local, and Cloudy announces nothing in its own network.',
    advice: 'ssh {node} sudo systemctl enable --now avahi-daemon',
    runbook: '`sudo journalctl -u avahi-daemon` says why it stopped.',
    source: 'avahi-ps plugs',
    needs: () => ({ unit: unitFact('avahi-daemon.service') }),
    judge: ({ facts: { unit } }) => (unit.exists && !unit.active && unit.enablement !== 'masked' ? {} : undefined),
    cure: () => ({
      kind: 'change',
      summary: 'Enable and start avahi-daemon.service',
      script: sh`systemctl enable --now avahi-daemon.socket avahi-daemon.service`,
    }),
  }),
  nodeCheck({
    id: 'avahi.conflict',
    when: 'member',
    title: 'Its name in the local network was taken',
    severity: 'warning',
    why: 'It calls itself NAME-2.local: its own name leads to another machine.',
    advice: 'ssh {node} sudo systemctl restart avahi-daemon',
    runbook:
      'Two machines have one name, or Avahi hears itself through interfaces of pods. allow-interfaces= in /etc/avahi/avahi-daemon.conf keeps it to the cable.',
    source: 'avahi#117, #176, #355; cups-avahi-airprint#56',
    needs: () => ({ conflicts }),
    judge: ({ facts }) => (facts.conflicts.length > 0 ? {} : undefined),
  }),
];
