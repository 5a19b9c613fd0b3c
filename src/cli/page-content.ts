import * as z from 'zod';
import { UserError } from '../errors.ts';
import { loadInventory } from '../inventory/load.ts';
import { selectNodes } from '../inventory/select.ts';
import { typed } from '../screen/phrases.ts';
import { openLog } from '../screen/run-log.ts';
import { openRun, type RunOptions } from '../tasks/open-run.ts';
import { createEventStream } from '../ui/event-stream.ts';
import { createQuestions } from '../ui/open-questions.ts';
import { readPageFiles } from '../ui/page-files.ts';
import type { PageContent } from '../ui/page-server.ts';
import { createPageChange, type WorkMeans } from './page-change.ts';
import { createPageLive } from './page-live.ts';
import { createLooks } from './page-looks.ts';
import { workAsked } from './page-works.ts';

interface PageFlags {
  readonly inventory: string;
  readonly concurrency: number;
  readonly 'accept-new-host-keys': boolean;
}

/** What the page shows and starts, with the connections that it has open. */
export interface OpenContent {
  readonly content: PageContent;
  /** Whether nodes are being changed now. */
  isWorking(): boolean;
  close(): void;
}

const answerSent = z.strictObject({ id: z.number(), text: z.string().max(4000) });
const yesSent = z.strictObject({ yes: z.boolean() });

/** Seconds to wait for a node. Short: a node that is off shall not delay the answers of the others. */
const lookSeconds = 10;

/** Makes all that the page can ask for, from the tasks of the command line and their questions. */
export async function openContent(flags: PageFlags, env: NodeJS.ProcessEnv, tell: Tell): Promise<OpenContent> {
  const { inventory } = flags;
  const files = await readPageFiles();
  const stream = createEventStream(() => ({ questions: questions.open(), change: change.state() }));
  const questions = createQuestions(() => stream.tell('questions', questions.open()));
  const change = createPageChange((kind, value) => stream.tell(kind, value));
  const way = {
    concurrency: flags.concurrency,
    hostKeys: flags['accept-new-host-keys'] ? 'accept-new' : 'ask',
    ask: ({ message, secret }: { message: string; secret: boolean }) =>
      questions.ask({ message, kind: secret ? 'secret' : 'text' }),
  } as const;
  const { looks, current, close } = createLooks(inventory, env, {
    ...way,
    emit: () => {},
    timeoutSeconds: lookSeconds,
  });
  const live = createPageLive(current, (state) => stream.tell('live', state));
  const means: WorkMeans = {
    ...{ inventory, env },
    withRun: runsWith(inventory, { ...way, env }, tell),
    askYesOrNo: async (message) => (await questions.ask({ message, kind: 'yes-no' })) === 'yes',
  };
  const about = { inventory, suffix: typed('', inventory).slice('microcloud '.length) };
  return {
    content: {
      files,
      stream,
      looks: { ...looks, about: async () => about, live: live.look, log: live.log },
      acts: {
        start: (sent) => change.start(workAsked(sent, means)),
        agree: (sent) => change.answer(read(yesSent, sent).yes),
        answer: (sent) => {
          const { id, text } = read(answerSent, sent);
          questions.answer(id, text);
        },
      },
    },
    isWorking: change.isWorking,
    close() {
      questions.withdraw();
      live.close();
      close();
    },
  };
}

/** Makes the function that opens a run for some work, with a log of its own, and closes it. */
function runsWith(
  path: string,
  way: Pick<RunOptions, 'concurrency' | 'hostKeys' | 'ask' | 'env'>,
  tell: Tell,
): WorkMeans['withRun'] {
  return async ({ verb, only = [], emit, ...edited }, work) => {
    const inventory = edited.inventory ?? (await loadInventory(path, { env: way.env }));
    const log = openLog(verb, way.env, tell);
    const heard: typeof emit = (event) => {
      log?.write(event);
      emit(event);
    };
    const run = openRun({ ...way, inventory, nodes: selectNodes(inventory, only), emit: heard });
    return work(run, log?.file).finally(() => run.close());
  };
}

type Tell = (sentence: string) => undefined;

function read<T>(schema: z.ZodType<T>, sent: unknown): T {
  const { data } = schema.safeParse(sent);
  if (data === undefined) throw new UserError('The page does not send requests of this form.');
  return data;
}
