import type { Vitals } from '../src/facts/vitals.ts';
import { vitalRows } from './vital-words.ts';

/** Shows temperature, memory and load of a board, each with a bar beside its words. */
export function VitalsList({ vitals, name }: { readonly vitals: Vitals; readonly name: string }) {
  return (
    <dl class="vitals">
      {vitalRows(vitals).flatMap(({ label, text, bar }) => [
        <dt key={label}>{label}</dt>,
        <dd key={`${label} value`}>
          <span>{text}</span>
          {bar ? (
            <meter
              min={0}
              max={bar.max}
              low={bar.low}
              high={bar.high}
              optimum={0}
              value={bar.value}
              title={`${label} of ${name}`}
            >
              {text}
            </meter>
          ) : null}
        </dd>,
      ])}
    </dl>
  );
}
