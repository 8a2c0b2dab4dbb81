import { useState } from 'preact/hooks';
import type { Snapshot } from '../model';
import { act } from './workspace-client';

interface ComposerProps {
  snapshot: Snapshot;
  channel: string;
  threadTs?: string;
  label: string;
  placeholder: string;
}

/** Writes messages and slash commands: Enter sends, Shift+Enter starts a new line. */
export function Composer({ snapshot, channel, threadTs, label, placeholder }: ComposerProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [sending, setSending] = useState(0);
  const isCommand = text.startsWith('/');

  const send = async (): Promise<void> => {
    if (text.trim() === '') return;
    setText('');
    setProblem('');
    setSending((count) => count + 1);
    try {
      await act('/ui/messages', { as: snapshot.me.id, channel, text, ...(threadTs && { thread_ts: threadTs }) });
    } catch (error) {
      setText(text);
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setSending((count) => count - 1);
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {isCommand && !snapshot.commands.some((command) => text.startsWith(command)) && (
        <p class="hint">Commands here: {snapshot.commands.join(', ')}</p>
      )}
      <div class="composer-row">
        <textarea
          aria-label={label}
          placeholder={placeholder}
          rows={Math.min(6, text.split('\n').length)}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button
          type="submit"
          class="button primary"
          aria-label={`Send: ${label}`}
          aria-busy={sending > 0}
          disabled={text.trim() === ''}
        >
          {sending > 0 ? <span class="spinner" aria-hidden="true" /> : 'Send'}
        </button>
      </div>
    </form>
  );
}
