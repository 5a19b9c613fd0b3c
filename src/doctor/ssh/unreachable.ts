import type { Reported } from '../about.ts';

/** The other nodes do not reach such a node, either: then it is not Ready. */
const unreached = ['node.ready'];

const blind = 'Nothing else about the node is known.';
const look = 'ssh {node}';

/** A node that no connection leads to. */
export default {
  'ssh.name': {
    entails: unreached,
    title: 'Its name cannot be resolved',
    why: blind,
    advice: 'Write an IPv4 address in the inventory',
    runbook:
      'Names that end in .local come from mDNS, which loses answers on Wi-Fi and in bigger networks. An address in the inventory, reserved in the router, does not depend on it.',
    source: 'geerlingguy/pi-cluster#11; kamal ssh.dns_retries',
  },
  'ssh.refused': {
    entails: unreached,
    title: 'Nothing listens on its SSH port',
    why: blind,
    advice: look,
    runbook:
      'The machine is there and answers, but SSH is off or on another port. Raspberry Pi OS has SSH off until Imager switches it on, or until a file named "ssh" is on the boot partition. While it boots this is normal for some seconds.',
    source: 'k3s-ansible#5',
  },
  'ssh.unreachable': {
    entails: unreached,
    title: 'There is no route to it',
    why: blind,
    advice: 'ping {node}',
    runbook:
      'Nobody has this address in the network, or this computer is in another network. Look at the lights of its network port, at the list of devices in the router, and at the address in the inventory.',
    source: 'hetzner-k3s#96, #150',
  },
  'ssh.timeout': {
    entails: unreached,
    title: 'It does not answer',
    why: blind,
    advice: 'ping {node}',
    runbook:
      'It is off, still booting, or a firewall drops the packets. A Pi whose red light is on and whose green light never blinks does not boot: look at its card.',
    source: 'k3s-ansible#5; hetzner-k3s#150',
  },
  'ssh.silent': {
    entails: unreached,
    title: 'It takes connections, and then says nothing',
    why: 'It is there, and too busy or too broken to answer.',
    advice: 'ssh {node} -v',
    runbook:
      'Its kernel answers, but sshd or the login does not, for minutes. The cause may be full memory, a failing card, or a home directory on a server that is off. Look at the machine itself, or switch it off and on again.',
    source: 'sshd_config(5) LoginGraceTime; k3s-ansible#5',
  },
  'ssh.closed': {
    entails: unreached,
    title: 'It closes the connection before the login',
    why: blind,
    advice: look,
    runbook:
      'sshd turns away hosts that failed to log in for a while (OpenSSH 9.8 and later), and when too many connect at once (MaxStartups). Wait 15 seconds.',
    source: 'asyncssh#55, #456; OpenSSH PerSourcePenalties',
  },
  'ssh.booting': {
    entails: unreached,
    title: 'It is booting or shutting down',
    why: 'It lets nobody in until it is up.',
    advice: 'microcloud doctor --only {node}',
    runbook: 'pam_nologin refuses logins while a system starts or stops. Wait a minute and look again.',
    source: 'pam_nologin(8)',
  },
  'ssh.handshake': {
    entails: unreached,
    title: 'The SSH handshake fails',
    why: blind,
    advice: 'ssh {node} -v',
    runbook: 'Both sides speak SSH but find no common algorithm, or something between them changes the data.',
    source: 'k0sctl#411',
  },
  'ssh.jump': {
    entails: unreached,
    title: 'The jump host cannot reach it',
    why: blind,
    advice: look,
    runbook:
      'The way leads through a ProxyJump of ~/.ssh/config. That host answers, but gets no connection to the node.',
    source: 'ssh_config(5) ProxyJump',
  },
} as const satisfies Reported;
