import type { Reported } from '../about.ts';

/** Doctor cannot ask such a node why it is not Ready. */
const unreached = ['node.ready'];

const blind = 'Nothing else about the node is known.';

/** A node that answers, and does not let microcloud work. */
export default {
  'ssh.hostkey': {
    entails: unreached,
    title: 'It shows another host key than before',
    why: 'Its card was flashed again, or another machine has its address.',
    advice: 'ssh-keygen -R {node}',
    runbook:
      'The host key is how a machine proves which one it is. A card that is flashed again makes a new one: then forget the old one. If nobody flashed it, two machines have one address: find the other one first.',
    source: 'k0sctl#445, #717, #813; hetzner-k3s#3',
  },
  'ssh.hostkey_unknown': {
    entails: unreached,
    title: 'Its host key is not trusted yet',
    why: blind,
    advice: 'microcloud doctor --only {node} --accept-new-host-keys',
    runbook:
      'This computer has never spoken to the node. Compare what is shown with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the node, then say yes.',
    source: 'kamal#1814; k0sctl#717',
  },
  'ssh.auth': {
    entails: unreached,
    title: 'It does not let the user in',
    why: blind,
    advice: 'ssh-copy-id {node}',
    runbook:
      'Neither a key of ~/.ssh or the agent, nor the password of the inventory, is accepted. `ssh USER@ADDRESS` must work first. If it asks for a password, `ssh-copy-id USER@ADDRESS` installs your key.',
    source: 'k0sctl#133, #159, #422; kamal#1053, #1229',
  },
  'sudo.password': {
    entails: unreached,
    title: 'The sudo password is wrong',
    why: blind,
    advice: 'ssh {node} sudo -v',
    runbook:
      'Raspberry Pi OS asks for a password for sudo since April 2026. In the inventory, below `ssh:`, `sudoPassword: {prompt: true}` asks for it; `{env: NAME}` and `{file: PATH}` work too.',
    source: 'k3sup#100, #298, #387, #451; pi-gen#914',
  },
  'sudo.denied': {
    entails: unreached,
    title: 'The user may not use sudo',
    why: blind,
    advice: 'As root on the node: usermod -aG sudo USER',
    runbook: 'microcloud works as root, through sudo. The user must be in the group sudo, or `ssh.user` must be root.',
    source: 'k3sup#298',
  },
  'sudo.terminal': {
    entails: unreached,
    title: 'sudo wants a terminal',
    why: blind,
    advice: 'As root on the node, in /etc/sudoers.d/microcloud: Defaults:USER !requiretty',
    runbook: 'A line `Defaults requiretty` in the sudoers files keeps programs from using sudo.',
    source: 'sudoers(5)',
  },
  'sudo.other': {
    entails: unreached,
    title: 'sudo does not give a root shell',
    why: blind,
    advice: 'ssh {node} sudo -v',
    runbook: 'PAM or sudo asks for something that is no password, or says nothing for two minutes.',
    source: 'sudo(8)',
  },
  'ssh.shell': {
    entails: unreached,
    title: 'The login does not run commands',
    why: blind,
    advice: 'As root on the node: chsh -s /bin/bash USER',
    runbook:
      'The login works, but what microcloud sends is not run. There are three usual causes: the login shell of the user is nologin or another program; `ForceCommand` in sshd_config, or `command=` in authorized_keys, runs another command; or somebody must first choose a new password.',
    source: 'nologin(8); sshd_config(5) ForceCommand',
  },
  'ssh.password_expired': {
    entails: unreached,
    title: "The user's password has expired",
    why: 'The node lets the user do nothing but choose a new password.',
    advice: 'ssh {node}',
    runbook: 'Log in once by hand and set a new password.',
    source: 'pam_unix(8)',
  },
  'ssh.secret': {
    entails: unreached,
    title: 'A password of the inventory is not at hand',
    why: blind,
    advice: 'microcloud inventory check',
    runbook:
      'The inventory says where a password is found: an environment variable, a file, or a question. It is not there.',
    source: 'microcloud',
  },
  'node.lost': {
    entails: unreached,
    title: 'The connection is lost while it is asked',
    why: 'Its network or its power is not reliable.',
    advice: 'microcloud doctor --only {node}',
    runbook:
      'The login works and then the line breaks. Look at the cable, the power supply (hw.power) and the log of the kernel on the node.',
    source: 'k3s-ansible#5',
  },
  'ssh.other': {
    title: 'The node cannot be asked',
    why: blind,
    advice: 'ssh {node}',
    runbook: 'This is none of the usual causes. The message says what happened.',
    source: 'microcloud',
  },
} as const satisfies Reported;
