import { defineStep } from '../../engine/model.ts';
import { type FileState, fileFact } from '../../facts/file.ts';
import { sh } from '../../shell/sh.ts';

const folder = '/etc/apt/sources.list.d';
/** What Cloudy's own installer wrote into the file; another file of that name is somebody else's. */
const theirs: Readonly<Record<string, RegExp>> = {
  'cloudy.list': /^deb http:\/\/repo\.clommunity-project\.eu\/debian unstable\/\s*$/,
  'guifi.list': /^deb http:\/\/serveis\.guifi\.net\/debian guifi\/\s*$/,
  'backports.list': /^deb http:\/\/ftp\.debian\.org\/debian \w+-backports main contrib\s*$/,
};

// The servers of these sources are gone, and so are their keys: each `apt-get update` would wait for an answer in vain.
export default defineStep({
  id: 'cloudy.apt',
  title: "Package sources of Cloudy's installer",
  needs: () => ({
    cloudy: fileFact(`${folder}/cloudy.list`),
    guifi: fileFact(`${folder}/guifi.list`),
    backports: fileFact(`${folder}/backports.list`),
  }),
  *plan({ node, facts }) {
    if (!node.cloudy) return;
    const left = [facts.cloudy, facts.guifi, facts.backports].filter(isTheirs).map(({ path }) => path);
    if (left.length === 0) return;
    yield { kind: 'change', summary: `Remove ${left.join(', ')}`, script: sh`rm -f ${left}` };
  },
});

function isTheirs(state: FileState): boolean {
  const name = state.path.slice(state.path.lastIndexOf('/') + 1);
  return state.exists && (theirs[name]?.test(state.content) ?? false);
}
