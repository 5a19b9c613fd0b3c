import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

/** Shows the command that does the same in a terminal, with a button to copy it. */
export function CommandLine({ line, children }: { readonly line: string; readonly children?: ComponentChildren }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(line).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div class="command">
      <code>{line}</code>
      <button type="button" class="small" onClick={copy} aria-label={`Copy: ${line}`}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
      {children}
    </div>
  );
}
