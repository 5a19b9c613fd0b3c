import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeState } from '../src/screen/change-state.ts';
import { Addons } from './addons.tsx';
import { Changes } from './changes.tsx';
import { Findings } from './findings.tsx';
import { RefusalBox } from './looked.tsx';
import { Nodes } from './nodes.tsx';
import { type About, aboutOf, type Told } from './page-about.ts';
import { People } from './people.tsx';
import { QuestionBox } from './question-box.tsx';
import { act, look, Refusal } from './server.ts';
import { type LastEvents, useEvents } from './server-events.ts';
import { Services } from './services.tsx';
import type { Started } from './start.ts';

const views = {
  nodes: 'Nodes',
  findings: 'Findings',
  changes: 'Changes',
  services: 'Services',
  people: 'People',
  addons: 'Addons',
} as const;
type View = keyof typeof views;

function viewInAddress(): View {
  const name = location.hash.slice(1);
  return name in views ? (name as View) : 'nodes';
}

/** Returns the view that the address names. When the address changes, the focus goes to the heading. */
function useView(heading: RefObject<HTMLHeadingElement | null>): View {
  const [view, setView] = useState(viewInAddress);
  useEffect(() => {
    const turn = () => {
      setView(viewInAddress());
      heading.current?.focus();
    };
    addEventListener('hashchange', turn);
    return () => removeEventListener('hashchange', turn);
  }, []);
  useEffect(() => {
    document.title = `${views[view]} – microcloud`;
  }, [view]);
  return view;
}

/** Shows the page: one view at a time, and questions above it. */
export function App() {
  const [about, setAbout] = useState<About>();
  const [refusal, setRefusal] = useState<Refusal>();
  const told = useEvents();
  const heading = useRef<HTMLHeadingElement>(null);
  const view = useView(heading);
  const tell = (error: unknown) => setRefusal(error instanceof Refusal ? error : new Refusal(String(error)));
  const doing = (name: string, value: unknown) => {
    setRefusal(undefined);
    act(name, value).catch(tell);
  };
  useEffect(() => {
    look<Told>('about').then((value) => setAbout(aboutOf(value)), tell);
  }, []);
  const [question] = told.questions;
  return (
    <>
      <button type="button" class="skip" onClick={() => heading.current?.focus()}>
        Skip to the content
      </button>
      <Header view={view} change={told.change} />
      <main>
        <h2 ref={heading} tabIndex={-1}>
          {views[view]}
        </h2>
        {told.isConnected ? null : <RefusalBox refusal={ended} />}
        {refusal ? <RefusalBox refusal={refusal} /> : null}
        {about ? <Content view={view} about={about} told={told} doing={doing} /> : null}
      </main>
      <footer>This page changes nothing that the command line could not. It ends with Ctrl-C in the terminal.</footer>
      {question ? (
        <QuestionBox key={question.id} question={question} answer={(id, text) => doing('answer', { id, text })} />
      ) : null}
    </>
  );
}

function Header({ view, change }: { readonly view: View; readonly change: ChangeState }) {
  const isGoing = change.kind !== 'none' && change.kind !== 'ended';
  return (
    <header>
      <h1>microcloud</h1>
      <nav aria-label="Views">
        {Object.entries(views).map(([name, title]) => (
          <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
            {title}
            {name === 'changes' && isGoing ? ' …' : ''}
          </a>
        ))}
      </nav>
    </header>
  );
}

interface Shown {
  readonly view: View;
  readonly about: About;
  readonly told: LastEvents;
  /** Asks the program in the terminal to do something. */
  readonly doing: (name: string, value: unknown) => void;
}

function Content({ view, about, told, doing }: Shown) {
  const start = (what: Started) => {
    doing('start', what);
    location.hash = 'changes';
  };
  const agree = (yes: boolean) => doing('agree', { yes });
  switch (view) {
    case 'nodes':
      return <Nodes about={about} />;
    case 'findings':
      return <Findings about={about} start={start} />;
    case 'changes':
      return <Changes about={about} change={told.change} start={start} agree={agree} />;
    case 'services':
      return <Services about={about} told={told.live} />;
    case 'people':
      return <People about={about} start={start} />;
    case 'addons':
      return <Addons about={about} start={start} />;
  }
}

const ended = new Refusal('The program in the terminal does not answer: it has ended, or this computer slept.', [
  'microcloud ui',
]);
