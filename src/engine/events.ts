import type { Change, Wait } from './model.ts';

/** What happens during a run. Terminal rows, the log file and `--json-events` all listen to this one stream. */
export type Event =
  | { readonly kind: 'connecting'; readonly node: string; readonly address: string }
  | { readonly kind: 'asking'; readonly node: string }
  /** It has answered every question. */
  | { readonly kind: 'asked'; readonly node: string }
  | { readonly kind: 'phase'; readonly node: string; readonly phase: string; readonly changes: number }
  | { readonly kind: 'change'; readonly node: string; readonly phase: string; readonly change: Change }
  | { readonly kind: 'changed'; readonly node: string; readonly phase: string; readonly changes: readonly Change[] }
  | { readonly kind: 'waiting'; readonly node: string; readonly wait: Wait; readonly seconds: number }
  | {
      /** Bytes of an artifact on their way from the internet to here, or from here to the node. */
      readonly kind: 'transfer';
      readonly node: string;
      readonly direction: 'download' | 'upload';
      readonly name: string;
      readonly bytes: number;
      readonly total: number | undefined;
    }
  | { readonly kind: 'note'; readonly node: string; readonly message: string }
  | { readonly kind: 'converged'; readonly node: string; readonly changes: number }
  | { readonly kind: 'failed'; readonly node: string; readonly message: string; readonly hints: readonly string[] };

/** Takes events; must not throw. */
export type Emit = (event: Event) => void;
