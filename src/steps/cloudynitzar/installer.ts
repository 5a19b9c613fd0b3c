import { stagedPath } from '../../artifacts/artifact-table.ts';
import { cloudySources } from '../../artifacts/cloudy-sources.ts';
import { defineStep } from '../../engine/model.ts';
import { fileFact } from '../../facts/file.ts';
import { type Script, sh } from '../../shell/sh.ts';

const done = '/var/lib/microcloud/cloudynitzar';
/**
 * A copy of the keys of package sources as they were before. The installer adds some by 32-bit ids, and anybody can
 * make another key with the same id: those that it added are removed again. The copy outlasts a power cut.
 */
const keysBefore = '/var/lib/microcloud/apt-keys-before';
/** The member of guifi.net that the installer makes Serf join, without asking. */
const guifi = '10.139.40.122';

// The installer always exits with 0. What it leaves out or does badly the steps of `cloudy` put right, as on any node.
export default defineStep({
  id: 'cloudy.config',
  title: "Cloudy's own installer",
  needs: () => ({ done: fileFact(done) }),
  *plan({ node, cloudy, facts }) {
    if (!node.cloudy || cloudy.install !== 'cloudynitzar' || facts.done.exists) return;
    const isWelcome = cloudy.serf.join.some((member) => member.split(':', 1).join() === guifi);
    yield {
      kind: 'change',
      summary:
        "Run Cloudy's own installer, which fetches unpinned code from GitHub and runs it as root (log: /var/log/cloudy); install: native does without",
      artifact: cloudySources.cloudynitzar,
      script: install(stagedPath(cloudySources.cloudynitzar), isWelcome),
    };
  },
});

// That member is contacted only where the inventory names it. What the installer started is stopped: it would stand in
// the way of our units.
function install(staged: string, isWelcome: boolean): Script {
  const rule = ['OUTPUT', '-d', guifi, '-j', 'REJECT'];
  const shut = sh`iptables -w -I ${rule}
trap 'iptables -w -D ${rule}' EXIT`;
  return sh`${isWelcome ? sh`:` : shut}
if [ ! -d ${keysBefore} ]; then
  mkdir -p ${keysBefore}.new
  cp -a /etc/apt/trusted.gpg /etc/apt/trusted.gpg.d ${keysBefore}.new 2>/dev/null || :
  mv ${keysBefore}.new ${keysBefore}
fi
folder=$(mktemp -d -p /var/tmp)
( cd "$folder" && bash ${staged} ) || :
rm -rf "$folder" ${staged} /etc/cron.d/serf-reload
for name in serf cdistro; do
  [ ! -x "/etc/init.d/$name" ] || "/etc/init.d/$name" stop || :
done
for key in /etc/apt/trusted.gpg /etc/apt/trusted.gpg.d/*; do
  kept=${keysBefore}/\${key#/etc/apt/}
  [ -f "$key" ] || continue
  if [ -f "$kept" ]; then cmp -s "$kept" "$key" || cp -a "$kept" "$key"; else rm -f "$key"; fi
done
rm -rf ${keysBefore}
date >${done}`;
}
