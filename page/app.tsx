import { useEffect, useRef, useState } from 'preact/hooks';
import { Addons } from './addons.tsx';
import { Changes } from './changes.tsx';
import { Findings } from './findings.tsx';
import { RefusalBox } from './looked.tsx';
import { Nodes } from './nodes.tsx';
import { type About, aboutOf, type Told } from './page-about.ts';
import { People } from './people.tsx';
import { QuestionBox } from './question-box.tsx';
import { act, look, Refusal } from './server.ts';
import { useEvents } from './server-events.ts';
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

/** Shows the page: one view at a time, and questions above it. */
export function App() {
  const [about, setAbout] = useState<About>();
  const [view, setView] = useState(viewInAddress);
  const [refusal, setRefusal] = useState<Refusal>();
  const told = useEvents();
  const heading = useRef<HTMLHeadingElement>(null);
  const tell = (error: unknown) => setRefusal(error instanceof Refusal ? error : new Refusal(String(error)));
  const doing = (name: string, value: unknown) => {
    setRefusal(undefined);
    act(name, value).catch(tell);
  };
  useEffect(() => {
    look<Told>('about').then((value) => setAbout(aboutOf(value)), tell);
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
  const start = (what: Started) => {
    doing('start', what);
    location.hash = 'changes';
  };
  const [question] = told.questions;
  return (
    <>
      <button type="button" class="skip" onClick={() => heading.current?.focus()}>
        Skip to the content
      </button>
      <header>
        <h1>microcloud</h1>
        <nav aria-label="Views">
          {Object.entries(views).map(([name, title]) => (
            <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
              {title}
              {name === 'changes' && told.change.kind !== 'none' && told.change.kind !== 'ended' ? ' …' : ''}
            </a>
          ))}
        </nav>
      </header>
      <main>
        <h2 ref={heading} tabIndex={-1}>
          {views[view]}
        </h2>
        {told.isConnected ? null : <RefusalBox refusal={ended} />}
        {refusal ? <RefusalBox refusal={refusal} /> : null}
        {about && view === 'nodes' ? <Nodes about={about} /> : null}
        {about && view === 'findings' ? <Findings about={about} start={start} /> : null}
        {about && view === 'changes' ? (
          <Changes about={about} change={told.change} start={start} agree={(yes) => doing('agree', { yes })} />
        ) : null}
        {about && view === 'services' ? <Services about={about} told={told.live} /> : null}
        {about && view === 'people' ? <People about={about} start={start} /> : null}
        {about && view === 'addons' ? <Addons about={about} start={start} /> : null}
      </main>
      <footer>This page changes nothing that the command line could not. It ends with Ctrl-C in the terminal.</footer>
      {question ? (
        <QuestionBox key={question.id} question={question} answer={(id, text) => doing('answer', { id, text })} />
      ) : null}
    </>
  );
}

const ended = new Refusal('The program in the terminal does not answer: it has ended, or this computer slept.', [
  'microcloud ui',
]);
