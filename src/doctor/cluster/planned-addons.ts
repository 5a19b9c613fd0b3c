import type { Reported } from '../about.ts';

/** Faults of addons, which steps of the phases preflight and addons look for. */
export default {
  'addon.metrics': {
    title: 'metrics-server is not as it should be',
    why: '`kubectl top` shows nothing, and autoscalers stand still.',
    runbook:
      'Somebody removed or changed one of its objects: the line says which. init puts it back. `cluster: {addons: {metrics: false}}` takes it away.',
    source: 'metrics-server issue tracker',
    entailsAnywhere: ['cluster.api_service'],
  },
  'addon.storage': {
    title: 'The provisioner of volumes is not as it should be',
    why: 'Pods with new volumes do not start.',
    runbook:
      'Somebody removed or changed one of its objects: the line says which. init puts it back. Volumes that are there stay, with what is in them: /var/lib/local-path-provisioner on their node.',
    source: 'local-path-provisioner issue tracker',
    entailsAnywhere: ['pvc.pending'],
  },
  'addon.ingress': {
    title: 'The web router is not as it should be',
    why: 'Names of web pages (Ingress) lead nowhere.',
    runbook:
      'Somebody removed or changed one of its objects: the line says which. init puts it back. `kubectl -n ingress get pods -o wide` shows it on every node.',
    source: 'traefik issue tracker',
  },
  'addon.ports': {
    title: 'Another program has a port of the web router',
    why: 'Once the web router is there, nobody reaches that program any more: the node sends ports 80 and 443 to the web router.',
    advice: 'ssh {node} sudo ss -ltnp',
    runbook:
      'Stop the program (`sudo systemctl disable --now apache2`), give it another port, or take ingress out of cluster.addons. An application of the cluster needs no port of its own: the web router knows it by its name.',
    source: 'microcloud; CNI plugin portmap',
  },
  'addon.monitoring': {
    title: 'The monitoring is not as it should be',
    severity: 'warning',
    why: 'Graphs of the nodes have gaps.',
    runbook:
      'Somebody removed or changed one of its objects, or the nodes have changed: the line says which. init puts it back. The measurements stay: /var/lib/microcloud-monitoring on its node.',
    source: 'microcloud',
  },
  'addon.exporter': {
    title: 'It is not measured for the monitoring',
    severity: 'warning',
    why: 'Graphs of the nodes lack this one.',
    runbook:
      'microcloud-node-exporter.service is missing, was changed, or does not run: `sudo journalctl -u microcloud-node-exporter -e` says why.',
    source: 'microcloud',
  },
  'addon.registry': {
    title: 'The registry of the cluster is not as it should be',
    why: 'Pods whose images are there do not start on other nodes.',
    runbook:
      'Its units are missing, were changed, or do not run: `sudo journalctl -u microcloud-registry -u microcloud-registry-push -e` says why. Or the registry of the Debian package runs beside them, open to everybody and on the port of Serf. Images stay in /var/lib/microcloud-registry.',
    source: 'microcloud',
  },
  'addon.nfs': {
    title: 'What makes volumes for all nodes is not as it should be',
    why: 'Pods with new volumes of the class nfs do not start.',
    runbook:
      'Somebody removed or changed one of its objects: the line says which. init puts it back. Volumes that are there stay, with what is in them: /var/lib/microcloud-nfs on their node. While a pod uses one the addon cannot go, and while there is one it cannot move to another node.',
    source: 'local-path-provisioner issue tracker',
    entailsAnywhere: ['pvc.pending'],
  },
  'addon.nfs_server': {
    title: 'It does not give out the folder of volumes as it should',
    why: 'Pods with volumes of the class nfs stand still, on all nodes or on some.',
    runbook:
      'Either nfs-server does not run: `sudo journalctl -u nfs-server -u nfs-mountd -e` says why. Or it gives the folder to other addresses than those of the nodes: `sudo exportfs -v` shows them. nfs-server starts again when the disk of /var/lib/microcloud-nfs is there.',
    source: 'exports(5); kubernetes#72048',
    entailsAnywhere: ['nfs.silent', 'pods.stuck'],
  },
  'addon.nfs_mount': {
    title: 'It does not have the folder of volumes',
    why: 'Pods with volumes of the class nfs do not start there.',
    runbook:
      'systemd mounts /mnt/microcloud when somebody looks into it: `systemctl status mnt-microcloud.automount mnt-microcloud.mount` says why it does not. Without the package nfs-common it cannot.',
    source: 'systemd.automount(5)',
  },
  'addon.nfs_ports': {
    title: 'A port of old NFS is open',
    severity: 'warning',
    why: 'rpcbind answers everybody on port 111, and has been used to attack others. NFS 4 does not need it.',
    runbook:
      'Debian starts it with nfs-common. init closes it, unless /etc/fstab or /etc/exports have folders of your own: those may need it.',
    source: 'US-CERT TA14-017A; Debian wiki, NFS server setup',
  },
  'addon.nfs_kernel': {
    title: 'Its kernel has no NFS',
    why: 'The addon nfs cannot work there.',
    advice: 'Take nfs out of cluster.addons, or use a kernel that has it',
    runbook:
      'Kernels of Raspberry Pi and Debian have it. In containers, and with a kernel of your own, `grep nfs /proc/filesystems` and `modprobe nfs nfsd` show what is there.',
    source: 'raspberrypi/linux bcm2711_defconfig',
  },
  'addon.memory': {
    title: 'It has too little memory for the addons of the inventory',
    why: 'They would take the memory of what runs there, and the kernel would stop one of them.',
    advice: 'Take an addon out of cluster.addons, or use a bigger board',
    runbook: 'The message has what the addons need, and what is left of its memory beside Kubernetes.',
    source: 'microcloud; measured in simulated nodes',
  },
} as const satisfies Reported;
