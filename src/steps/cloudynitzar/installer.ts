import { stagedPath } from '../../artifacts/artifact-table.ts';
import { cloudySources } from '../../artifacts/cloudy-sources.ts';
import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { type Script, sh } from '../../shell/sh.ts';

const done = '/var/lib/microcloud/cloudynitzar';
/** Whom it makes Serf join, without asking. */
const guifi = '10.139.40.122';

// It always exits with 0. What it leaves out or does badly is put right by the steps of `cloudy`, as for any node.
export default defineStep({
  id: 'cloudy.config',
  title: "Cloudy's own installer",
  needs: () => ({ done: fileFact(done) }),
  *plan({ node, cloudy, facts }) {
    if (!node.cloudy || cloudy.install !== 'cloudynitzar' || facts.done.exists) return;
    const isWelcome = cloudy.serf.join.some((member) => member.split(':', 1).join() === guifi);
    yield {
      kind: 'change',
      summary: "Run Cloudy's own installer, which downloads from GitHub, with its log in /var/log/cloudy",
      artifact: cloudySources.cloudynitzar,
      script: install(stagedPath(cloudySources.cloudynitzar), isWelcome),
    };
  },
});

// Nobody is contacted that the inventory does not name, and what it started would stand in the way of our units.
function install(staged: string, isWelcome: boolean): Script {
  const rule = ['OUTPUT', '-d', guifi, '-j', 'REJECT'];
  const shut = sh`iptables -w -I ${rule}
trap 'iptables -w -D ${rule}' EXIT`;
  return sh`${isWelcome ? sh`:` : shut}
folder=$(mktemp -d -p /var/tmp)
( cd "$folder" && bash ${staged} ) || :
rm -rf "$folder" ${staged} /etc/cron.d/serf-reload
for name in serf cdistro; do
  [ ! -x "/etc/init.d/$name" ] || "/etc/init.d/$name" stop || :
done
date >${done}`;
}
