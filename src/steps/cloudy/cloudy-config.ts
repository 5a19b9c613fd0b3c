import type { Change } from '../../engine/model.ts';
import { contentOf, type FileState } from '../../facts/file.ts';
import { writeFile } from '../../resources/ensure-file.ts';
import { withSettings } from '../../resources/settings.ts';
import { Secret } from '../../shell/sh.ts';

/** A login for the web pages only, beside the logins of SSH. */
interface Login {
  readonly user: string;
  /** The hash that the pages compare a password with; undefined in a run that only looks. */
  readonly hash: Secret | undefined;
}

/** Sets lines of Cloudy's own configuration. People and the web pages change other lines of the file. */
export function* ensureConfig(
  state: FileState,
  place: { readonly address: string; readonly link: string },
  login: Login | undefined,
  letsInBySsh: boolean,
): Iterable<Change> {
  const { path } = state;
  const before = state.exists ? state.content : defaults;
  const isLeft = login === undefined && settingIn(before, mark) !== undefined;
  const hash = isLeft ? undefined : (login?.hash?.reveal() ?? settingIn(before, 'PASSWORD'));
  const after = withSettings(before, {
    BINDIP: '0.0.0.0',
    PRIMARYINTERFACE: place.link,
    // Without it avahi-ps writes all addresses of the interface into one entry.
    PUBLIC_IP: place.address,
    // With SSHAUTH each account of the node that has a password is root in the pages, and the password is sent over
    // plain HTTP.
    SSHAUTH: letsInBySsh ? '1' : '0',
    ...(login ? { LOGIN: login.user, ...(hash === undefined ? {} : { PASSWORD: hash }), [mark]: 'microcloud' } : {}),
    ...(isLeft ? { LOGIN: undefined, PASSWORD: undefined, [mark]: undefined } : {}),
  });
  const mode = hash === undefined ? '644' : '600';
  const isComplete = login === undefined || hash !== undefined;
  if (state.exists && state.content === after && state.mode === mode && isComplete) return;
  yield {
    kind: 'change',
    about: path,
    summary: `${state.exists ? 'Change' : 'Write'} ${path}`,
    before: contentOf(state),
    after,
    script: writeFile(path, new Secret(path, () => after), mode),
  };
}

/** Marks a login that microcloud wrote. A login without the mark stays when the inventory has none. */
const mark = 'LOGIN_OF';

/** Nearly the text of the file that Cloudy brings. Cloudy does not replace an existing file. */
const defaults = `SERVER="/usr/bin/php"
OPTS=""
BINDIP="0.0.0.0"
PORT="7000"
DOCROOT="/var/local/cDistro"
SSHAUTH=0
`;

/** Says whether the file has a login that microcloud did not write. Such a login stays. */
export function keepsLogin(state: FileState): boolean {
  const isSet = (key: string) => state.exists && Boolean(settingIn(state.content, key));
  return isSet('LOGIN') && isSet('PASSWORD') && !isSet(mark);
}

function settingIn(text: string, key: string): string | undefined {
  return new RegExp(`^${key}="?(.*?)"?$`, 'm').exec(text)?.[1];
}
