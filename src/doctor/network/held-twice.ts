import { holds, links } from '../../facts/links.ts';
import { portFact } from '../../facts/reach.ts';
import { holdersOf, isControlPlane } from '../../inventory/node-roles.ts';
import { entrance } from '../../resources/entrance.ts';
import { command } from '../../shell/sh.ts';
import { clusterCheck } from '../check.ts';
import { membersIn } from '../cluster/seen-objects.ts';

export default [
  clusterCheck({
    id: 'net.shared_address',
    title: 'The shared address is not as it should be',
    why: 'Nodes and kubectl do not reach the API there, or only sometimes.',
    advice: command`ssh {node} sudo journalctl -u ${entrance.unit}`,
    runbook:
      'keepalived gives cluster.sharedAddress to one control plane whose API answers, or to one proxy whose HAProxy answers, and to another one when that ends. Nobody has it: none of them answers, or keepalived does not run (init starts it). Two have it: they do not hear each other, most often because a firewall drops protocol 112 (VRRP) between them. A stranger has it: another machine was given this address, by hand or by the router.',
    source: 'keepalived#2649, #2370, #2387; RFC 5798',
    entails: ['net.api', 'node.ready'],
    // Avahi hears the address from the second machine, too, and thinks that its name is taken.
    entailsAnywhere: ['avahi.conflict'],
    needs: ({ cluster: { sharedAddress } }) => ({
      links,
      ...(sharedAddress ? { answers: portFact(sharedAddress, 6443) } : {}),
    }),
    *judge(view) {
      const { sharedAddress } = view.cluster;
      const members = membersIn(view).filter(({ node }) => isControlPlane(node));
      if (!sharedAddress || members.length === 0) return;
      // Where proxies share it, a control plane that still has it is one too many.
      const all = [...members, ...view.lookedProxies];
      const having = all.filter(({ told }) => told(links)?.all.some((link) => holds(link, sharedAddress)));
      const names = having.map(({ node }) => node.name).join(' and ');
      if (having.length > 1) {
        yield {
          what: `${names} both have ${sharedAddress}, which only one of them may have`,
          advice: command`ssh ${having[0]?.node.name ?? ''} sudo iptables -S INPUT`,
        };
      }
      // A machine that did not answer doctor may have it: then the address answers.
      const isReached = view.looked.some(({ told }) => told(portFact(sharedAddress, 6443)) === true);
      const holders = holdersOf([...view.nodes, ...view.proxies]);
      const asked = all.filter(({ node }) => holders.includes(node));
      const areAsked = asked.length === holders.length;
      if (having.length > 0 || (isReached && !areAsked)) return;
      yield {
        what: `No ${view.proxies.length > 0 ? 'proxy' : 'control plane'} has ${sharedAddress}, which all of them share`,
        advice: command`ssh ${asked[0]?.node.name ?? holders[0]?.name ?? ''} sudo journalctl -u ${entrance.unit}`,
      };
    },
  }),
];
