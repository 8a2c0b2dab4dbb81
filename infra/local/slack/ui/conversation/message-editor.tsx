import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message, Snapshot } from '../../model';
import { act, sentence } from '../workspace-client';
import { typedAgain } from './typed-again';

interface EditorProps {
  snapshot: Snapshot;
  channel: string;
  message: Message;
  onDone: () => void;
}

/** Changes what one has written: Enter saves, Escape leaves it as it was. */
export function MessageEditor({ snapshot, channel, message, onDone }: EditorProps) {
  const [text, setText] = useState(() => typedAgain(snapshot, message.text));
  const [problem, setProblem] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = async (): Promise<void> => {
    try {
      await act('/ui/messages/edit', { as: snapshot.me.id, channel, ts: message.ts, text });
      onDone();
    } catch (error) {
      setProblem(sentence(error));
    }
  };
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={field}
        aria-label="Edit message"
        rows={Math.min(6, text.split('\n').length)}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            onDone();
          }
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void save();
        }}
      />
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={text.trim() === ''}>
          Save
        </button>
      </div>
    </form>
  );
}
