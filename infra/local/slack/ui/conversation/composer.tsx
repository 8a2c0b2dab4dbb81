import { useEffect, useRef, useState } from 'preact/hooks';
import type { Snapshot } from '../../model';
import { act, sentence, upload } from '../workspace-client';
import { CommandList, completing, useCompletion } from './completion';

interface ComposerProps {
  snapshot: Snapshot;
  channel: string;
  threadTs?: string;
  label: string;
  placeholder: string;
  /** Whether it takes the focus when it appears. */
  isFocused?: boolean;
}

/** Writes messages and slash commands: Enter sends, Shift+Enter starts a new line. */
export function Composer({ snapshot, channel, threadTs, label, placeholder, isFocused = false }: ComposerProps) {
  const [text, setText] = useState('');
  const [files, setFiles] = useState<{ id: string; name: string }[]>([]);
  const [problem, setProblem] = useState('');
  const [sending, setSending] = useState(0);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = `composer-${threadTs ?? channel}`;
  const completion = useCompletion(snapshot, text, (completed) => {
    setText(completed);
    field.current?.focus();
  });
  const as = snapshot.me.id;
  const isEmpty = text.trim() === '' && files.length === 0;
  useEffect(() => {
    if (isFocused) field.current?.focus();
  }, []);

  const send = async (): Promise<void> => {
    if (isEmpty) return;
    setText('');
    setFiles([]);
    setProblem('');
    setSending((count) => count + 1);
    try {
      await act('/ui/messages', {
        ...{ as, channel, text },
        ...(threadTs && { thread_ts: threadTs }),
        ...(files.length > 0 && { files: files.map((file) => file.id) }),
      });
    } catch (error) {
      setText(text);
      setFiles(files);
      setProblem(sentence(error));
    } finally {
      setSending((count) => count - 1);
    }
  };
  const attach = async (chosen: File[]): Promise<void> => {
    try {
      const added = await Promise.all(chosen.map(async (file) => ({ id: await upload(as, file), name: file.name })));
      setFiles((before) => [...before, ...added]);
    } catch (error) {
      setProblem(sentence(error));
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
      <CommandList id={id} completion={completion} />
      <div class="composer-box">
        <textarea
          {...completing(id, completion)}
          ref={field}
          aria-label={label}
          placeholder={placeholder}
          rows={Math.min(6, text.split('\n').length)}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (completion.press(event) || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <div class="composer-row">
          <label class="plain attach" title="Attach files">
            <span aria-hidden="true">📎</span>
            <input
              type="file"
              multiple
              class="unseen"
              aria-label={`Attach files: ${label}`}
              onChange={({ currentTarget }) => {
                void attach([...(currentTarget.files ?? [])]);
                currentTarget.value = '';
              }}
            />
          </label>
          {files.map((file) => (
            <span key={file.id} class="token">
              {file.name}
              <button
                type="button"
                aria-label={`Remove ${file.name}`}
                onClick={() => setFiles(files.filter((one) => one.id !== file.id))}
              >
                ✕
              </button>
            </span>
          ))}
          <button
            type="submit"
            class="button primary send"
            aria-label={`Send: ${label}`}
            aria-busy={sending > 0}
            disabled={isEmpty}
          >
            {sending > 0 ? <span class="spinner" aria-hidden="true" /> : 'Send'}
          </button>
        </div>
      </div>
    </form>
  );
}
