import { commandFact } from '../../facts/command.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** The settings in sshd's files: of two lines for one setting the first one counts. */
const limits = commandFact(
  'sshd limits',
  sh`grep -ihE '^[[:space:]]*(MaxSessions|MaxStartups)[[:space:]]' /etc/ssh/sshd_config.d/*.conf /etc/ssh/sshd_config 2>/dev/null || :`,
  (stdout) => {
    const value = (key: string, otherwise: number) =>
      Number(new RegExp(`^\\s*${key}\\s+(\\d+)`, 'im').exec(stdout)?.[1] ?? otherwise);
    return { sessions: value('MaxSessions', 10), startups: value('MaxStartups', 10) };
  },
);

export default [
  nodeCheck({
    id: 'ssh.limits',
    title: 'Its SSH server takes few connections at once',
    severity: 'warning',
    why: 'Runs fail at random with "Connection closed".',
    advice: 'ssh {node} sudoedit /etc/ssh/sshd_config, then: ssh {node} sudo systemctl reload ssh',
    runbook:
      'microcloud needs 3 sessions of one connection (MaxSessions). A limit below 5 leaves no room for a second person.',
    source: 'asyncssh#55, #456; ansible#24594; kamal#399',
    needs: () => ({ limits }),
    judge: ({
      facts: {
        limits: { sessions, startups },
      },
    }) =>
      sessions < 5 || startups < 5
        ? { what: `Its sshd has MaxSessions ${sessions} and MaxStartups ${startups}` }
        : undefined,
  }),
];
