import { type Fault, fake } from './fault.ts';

const status = '/run/microcloud-publisher/status.json';
const told = (change: string) => ({
  on: 'pi-1' as const,
  // The running publisher would overwrite this status.
  fault: `systemctl kill -s STOP microcloud-publisher
python3 - <<'END'
import json
status = json.load(open("${status}"))
${change}
json.dump(status, open("${status}", "w"))
END`,
  cure: {
    shell: `rm ${status}; systemctl restart microcloud-publisher; until [ -s ${status} ]; do sleep 0.2; done`,
  },
});

/** The web pages of Cloudy, for nodes that have them. */
export const pageFaults: readonly Fault[] = [
  { id: 'cloudy.ui', fault: 'systemctl stop cdistro', cure: 'fix' },
  { id: 'cloudy.config', fault: 'sed -i /^PRIMARYINTERFACE/d /etc/cloudy/cloudy.conf', cure: 'fix' },
  {
    id: 'cloudy.page',
    fault: 'iptables -w -I INPUT -i lo -p tcp --dport 7000 -j DROP',
    cure: { shell: 'iptables -w -D INPUT -i lo -p tcp --dport 7000 -j DROP' },
  },
];

/** Serf, the publisher, Avahi. */
export const cloudyFaults: readonly Fault[] = [
  {
    id: 'cloudy.apt',
    fault: "echo 'deb http://serveis.guifi.net/debian guifi/' >/etc/apt/sources.list.d/guifi.list",
    cure: 'fix',
  },
  { id: 'serf.active', fault: 'systemctl stop serf', cure: 'fix' },
  { id: 'serf.config', fault: 'echo >>/etc/microcloud/serf.json', cure: 'init' },
  { id: 'serf.silent', fault: 'pkill -STOP -x serf', cure: { shell: 'pkill -CONT -x serf' } },
  {
    id: 'serf.key',
    // The key of another cluster.
    fault: `sed -i 's/:"./:"A/; t; s/:"A/:"B/' /etc/microcloud/serf-key.json && systemctl restart serf`,
    cure: 'init',
  },
  { id: 'serf.join_timer', fault: 'systemctl stop serf-join.timer', cure: 'fix' },
  {
    id: 'serf.blocked',
    fault: 'iptables -w -I INPUT -p tcp --dport 5000 -j DROP',
    cure: { shell: 'iptables -w -D INPUT -p tcp --dport 5000 -j DROP' },
  },
  {
    id: 'serf.ghosts',
    ...fake(
      'serf',
      `m='{"name":"x","addr":"10.1.1.1:5000","status":"failed"}'
case "$*" in "members "*) set --; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do set -- "$@" "$m,"; done
/usr/bin/serf members -format=json | sed "s#\\"members\\": \\[#&$*#"; exit ;; esac`,
    ),
  },
  {
    id: 'pub.stale',
    ...told('status["updated"] = "2026-01-01T00:00:00.000Z"'),
    // The publisher must run for a while before its hanging counts: a young one was just restarted.
    isSlow: true,
  },
  { id: 'pub.active', on: 'pi-1', fault: 'systemctl stop microcloud-publisher', cure: 'fix' },
  { id: 'pub.config', on: 'pi-1', fault: 'echo >>/etc/microcloud/publisher.json', cure: 'init' },
  { id: 'pub.tag_full', ...told('status["tag"] = {"bytes": 480, "limit": 491, "foreign": 0}') },
  {
    id: 'pub.parts',
    ...told('status["api"] = {"state": "down", "since": "2026-01-01T00:00:00.000Z", "reason": "it refuses the token"}'),
  },
  {
    id: 'pub.services',
    ...told(`status["services"] = [{"namespace": "default", "name": "web", "port": 30080, "title": "web",
  "since": status["updated"], "state": "refused", "reason": "the tags of all publishers are full"}]`),
  },
  { id: 'avahi.active', fault: 'systemctl stop avahi-daemon.socket avahi-daemon.service', cure: 'fix' },
  {
    id: 'avahi.conflict',
    ...fake('journalctl', `case "$*" in *INVOCATION*) echo 'Host name conflict, retrying with pi-2-2'; exit ;; esac`),
  },
];
