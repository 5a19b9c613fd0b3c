/** Hears what is being done, one sentence at a time. */
export type OnProgress = (text: string) => void;
