import { commandFact, slow } from '../../facts/command.ts';
import { fileFact } from '../../facts/file.ts';
import { changedOverlays } from '../../facts/firmware-config.ts';
import { sensors } from '../../facts/sensors.ts';
import { sh } from '../../shell/sh.ts';
import { nodeCheck } from '../check.ts';

/** Sensors that an overlay of their name brings, whether something is wired to the board or not. */
const ofOverlays = ['dht11'];

const tries = 8;

// A good sensor fails one read in four, and then keeps silent for two seconds.
const silent = slow(
  commandFact(
    'silent sensors',
    sh`for f in /sys/bus/iio/devices/*/in_temp_input; do
  [ -e "$f" ] || continue
  left=${tries}
  until cat "$f" >/dev/null 2>&1; do
    left=$((left - 1))
    if [ "$left" -eq 0 ]; then cat "\${f%/*}/name"; break; fi
    sleep 1
  done
done`,
    (stdout) => stdout.split('\n').flatMap((line) => line.replace(/@.*/, '') || []),
  ),
);

export default [
  nodeCheck({
    id: 'sensor.missing',
    title: 'The kernel has no sensor although config.txt names one',
    why: 'What reads it finds nothing.',
    advice: 'ssh {node} "sudo journalctl -k | grep -i -e dht11 -e overlay; vclog --msg 2>/dev/null | grep -i overlay"',
    runbook:
      'The firmware leaves out an overlay whose name or parameter it does not know: `vclog --msg` on the node says so. Another program or overlay may have the pin already.',
    source: 'Raspberry Pi documentation: device trees; raspberrypi/linux dht11',
    entails: ['sensor.silent'],
    needs: () => ({ sensors, changed: fileFact(changedOverlays) }),
    judge({ node, facts }) {
      if (facts.changed.exists) return undefined;
      const wanted = ofOverlays.filter((name) => node.overlays.some((overlay) => overlay.split(',')[0] === name));
      const missing = wanted.filter((name) => !facts.sensors.includes(name));
      if (missing.length === 0) return undefined;
      return { what: `The kernel has no ${missing.join(' and no ')} although config.txt names it` };
    },
  }),
  nodeCheck({
    id: 'sensor.silent',
    title: 'A sensor tells nothing',
    severity: 'warning',
    why: 'Pages show its last value, and how old that value is.',
    advice: 'Look at the wires of the sensor: power, ground, and the data wire at the pin that gpiopin= names',
    runbook:
      'Reading it failed several times. A DHT11 wants a resistor of 4.7 to 10 kΩ between data and power, and a short cable. If it never works, try another sensor: `cat /sys/bus/iio/devices/*/in_temp_input` on the node tries once.',
    source: 'raspberrypi/linux#6220',
    needs: () => ({ silent }),
    judge: ({ facts }) =>
      facts.silent.length > 0 ? { what: `A sensor tells nothing: ${facts.silent.join(', ')}` } : undefined,
  }),
];
