import type { Fault } from './fault.ts';

const sshd = (line: string) => ({
  fault: `echo '${line}' >/etc/ssh/sshd_config.d/00-test.conf; systemctl reload ssh; sleep 1`,
  cure: { shell: 'rm /etc/ssh/sshd_config.d/00-test.conf; systemctl reload ssh; sleep 1' },
});

/** A node that cannot be looked at. */
export const linkFaults: readonly Fault[] = [
  {
    id: 'ssh.refused',
    fault: 'systemctl stop ssh.socket ssh 2>/dev/null; systemctl mask -q --runtime ssh; sleep 1',
    cure: { shell: 'systemctl unmask -q --runtime ssh; systemctl start ssh; sleep 1' },
    // Each look waits for the node until its time limit.
    isSlow: true,
  },
  {
    // The node is also tried at its old address, where nobody answers.
    id: 'ssh.unreachable',
    fault: 'iptables -w -I INPUT -p tcp --dport 22 -j DROP',
    cure: { shell: 'iptables -w -D INPUT -p tcp --dport 22 -j DROP' },
    isSlow: true,
  },
  { id: 'ssh.timeout', fault: 'pkill -STOP -o -x sshd', cure: { shell: 'pkill -CONT -o -x sshd' } },
  { id: 'ssh.booting', fault: 'echo "System is booting up." >/run/nologin', cure: { shell: 'rm /run/nologin' } },
  { id: 'ssh.handshake', ...sshd('Ciphers aes256-cbc') },
  { id: 'ssh.auth', ...sshd('AuthorizedKeysFile none\nPasswordAuthentication no\nPerSourcePenalties no') },
  {
    id: 'ssh.hostkey',
    fault: 'mkdir -p /root/keys; mv /etc/ssh/ssh_host_* /root/keys; ssh-keygen -q -A; systemctl restart ssh; sleep 1',
    cure: { shell: 'mv -f /root/keys/* /etc/ssh; systemctl restart ssh; sleep 1' },
  },
  {
    id: 'sudo.password',
    fault: 'cp -p /etc/shadow /root/shadow; echo pi:another | chpasswd',
    cure: { shell: 'mv -f /root/shadow /etc/shadow' },
  },
  { id: 'sudo.denied', fault: 'gpasswd -d pi sudo', cure: { shell: 'gpasswd -a pi sudo' } },
  {
    id: 'sudo.terminal',
    fault: "echo 'Defaults:pi requiretty' >/etc/sudoers.d/test",
    cure: { shell: 'rm /etc/sudoers.d/test' },
  },
  { id: 'ssh.password_expired', fault: 'chage -d 0 pi', cure: { shell: 'chage -d -1 pi' } },
];
