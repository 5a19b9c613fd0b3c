import { linesFact } from '../../facts/command.ts';
import { command, sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

const emptyFiles = linesFact(
  'empty files of the network',
  sh`for f in /etc/netplan/*.yaml /etc/NetworkManager/system-connections/*; do
  [ ! -f "$f" ] || [ -s "$f" ] || echo "$f"
done`,
);

export default [
  nodeCheck({
    id: 'net.empty_files',
    title: 'A file of its network is empty',
    why: 'After its next boot nobody may reach it.',
    advice: 'ssh {node} sudo nmcli connection',
    runbook:
      "Raspberry Pi's NetworkManager writes its files anew in the minute after each boot. A power cut in that minute leaves them empty. While the node can still be reached, write the file again, or give the node a static address (staticAddress, then init), which is kept in another file. Then remove the empty one. Leave a Pi on for two minutes after each boot.",
    source: 'reports on Raspberry Pi OS 13 of June to September 2026',
    needs: () => ({ emptyFiles }),
    judge: ({ facts }) =>
      facts.emptyFiles.map((path) => ({
        what: `${path} is empty, as a power cut leaves it`,
        advice: [
          'ssh {node} sudo nmcli connection',
          command`ssh {node} sudo rm ${path} '&&' sudo nmcli connection reload`,
        ],
      })),
  }),
];
