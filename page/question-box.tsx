import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Question } from '../src/ui/open-questions.ts';

const [secret, plain] = [{ type: 'password' }, { type: 'text' }] as const;

interface QuestionProps {
  readonly question: Question;
  readonly answer: (id: number, text: string) => void;
}

/** Shows a question that some work waits for, above everything else. */
export function QuestionBox({ question, answer }: QuestionProps) {
  const { id, message, kind } = question;
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  useLayoutEffect(() => {
    const box = dialog.current;
    box?.showModal();
    // Closing the dialog gives the focus back. It must close while it is still on the page.
    return () => box?.close();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    answer(id, text);
  };
  return (
    <dialog ref={dialog} onCancel={(event) => event.preventDefault()} aria-labelledby="question">
      <form onSubmit={submit}>
        <p id="question" class="message">
          {message}
        </p>
        {kind === 'yes-no' ? (
          <YesOrNo answer={(word) => answer(id, word)} />
        ) : (
          <Line kind={kind} text={text} onText={setText} />
        )}
      </form>
    </dialog>
  );
}

function YesOrNo({ answer }: { readonly answer: (word: 'yes' | 'no') => void }) {
  return (
    <>
      <button type="button" class="main" onClick={() => answer('yes')}>
        Yes
      </button>
      <button type="button" onClick={() => answer('no')}>
        No
      </button>
    </>
  );
}

interface LineProps {
  readonly kind: Question['kind'];
  readonly text: string;
  readonly onText: (text: string) => void;
}

function Line({ kind, text, onText }: LineProps) {
  return (
    <>
      <input
        aria-labelledby="question"
        {...(kind === 'secret' ? secret : plain)}
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
      />
      <button type="submit" class="main">
        Answer
      </button>
    </>
  );
}
