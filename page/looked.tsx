import { useCallback, useEffect, useState } from 'preact/hooks';
import { look, Refusal } from './server.ts';

/** The result of the last look, and a function to look again. */
export interface Looked<T> {
  readonly value?: T | undefined;
  readonly refusal?: Refusal | undefined;
  readonly isLooking: boolean;
  readonly at?: Date;
  again(): void;
}

/** Looks something up now, and again every `seconds` while the page is visible. */
export function useLook<T>(name: string, seconds?: number): Looked<T> {
  const [looked, setLooked] = useState<Omit<Looked<T>, 'again'>>({ isLooking: true });
  const again = useCallback(() => {
    setLooked((last) => ({ ...last, isLooking: true }));
    look<T>(name).then(
      (value) => setLooked({ value, isLooking: false, at: new Date() }),
      (error: unknown) => {
        const refusal = error instanceof Refusal ? error : new Refusal(String(error));
        // The last result stays on the screen, below the error.
        setLooked(({ value }) => ({ value, refusal, isLooking: false, at: new Date() }));
      },
    );
  }, [name]);
  useEffect(() => {
    again();
    if (seconds === undefined) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), seconds * 1000);
    return () => clearInterval(timer);
  }, [again, seconds]);
  return { ...looked, again };
}

/** Shows the time of the look and its error, and a button to look again. */
export function LookBar({ looked, what }: { readonly looked: Looked<unknown>; readonly what: string }) {
  const { isLooking, at, refusal, again } = looked;
  const seen = at ? `As of ${at.toLocaleTimeString()}` : '';
  return (
    <>
      <p class="bar">
        <button type="button" onClick={again} disabled={isLooking}>
          Look again
        </button>
        <span role="status">{isLooking ? `Looking at ${what} …` : seen}</span>
      </p>
      {refusal ? <RefusalBox refusal={refusal} /> : null}
    </>
  );
}

export function RefusalBox({ refusal }: { readonly refusal: Refusal }) {
  return (
    <div class="box problem" role="alert">
      <p class="message">{refusal.message}</p>
      {refusal.hints.map((hint) => (
        <p class="message" key={hint}>
          Try: {hint}
        </p>
      ))}
    </div>
  );
}
