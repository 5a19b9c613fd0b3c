import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';
import type { Endpoint } from './endpoint.ts';
import type { KeyRing } from './key-ring.ts';

/**
 * Makes ssh2 log in with keys, then with the password. Nothing else is tried, and not ssh2's "none" first. Each
 * needless try is a round trip, and OpenSSH 9.8 and later penalise failed ones.
 */
export function authMethods(
  { user, password }: Endpoint,
  ring: KeyRing,
  onTry: (name: string) => void,
): AuthHandlerMiddleware {
  const keys: AnyAuthMethod[] = ring.isEmpty ? [] : [{ type: 'agent', username: user, agent: ring }];
  const passwords: AnyAuthMethod[] = password
    ? [{ type: 'password', username: user, password: password.reveal() }, passwordAsAnswer(user, password.reveal)]
    : [];
  const left = [...keys, ...passwords];
  let passwordRefused = false;
  return (allowed, _partial, next) => {
    const method = left.shift();
    // Where the server has refused this password already, the same answer to a question would be a second failure.
    if (method?.type === 'keyboard-interactive') passwordRefused = allowed?.includes('password') ?? false;
    if (method && method.type !== 'agent' && !passwordRefused) onTry('password');
    // false means "no more" to ssh2, but its types do not have it.
    next((method && !passwordRefused ? method : false) as AnyAuthMethod);
  };
}

/**
 * Answers the first question without echo with the password, once. A second question asks for something else, such as a
 * new password.
 */
function passwordAsAnswer(username: string, reveal: () => string): AnyAuthMethod {
  let answered = false;
  return {
    type: 'keyboard-interactive',
    username,
    prompt: (_name, _instructions, _language, prompts, finish) => {
      const answer = answered ? '' : reveal();
      answered = true;
      finish(prompts.map(({ echo }) => (echo ? '' : answer)));
    },
  };
}
