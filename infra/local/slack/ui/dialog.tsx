import { useEffect, useState } from 'preact/hooks';
import type { Dialog, Snapshot } from '../model';
import { Blocks } from './blocks/blocks';
import { plainText } from './text';
import { useModal } from './use-modal';
import { useViewSurface } from './view-surface';
import { act, sentence } from './workspace-client';

interface ViewDialogProps {
  snapshot: Snapshot;
  dialog: Dialog;
  /** Another lies on top; what was filled in waits below. */
  isCovered: boolean;
}

/** An open view, as a modal dialog of the page. */
export function ViewDialog({ snapshot, dialog, isCovered }: ViewDialogProps) {
  const { view, errors, notice } = dialog;
  const element = useModal();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const { surface, filled } = useViewSurface(snapshot, view);

  // A view often opens while its content is still read; the first input takes the focus when it appears.
  useEffect(() => {
    focusFirst(element.current, '[data-focus-on-load]');
    focusFirst(element.current, INPUTS);
  }, [view.hash]);
  // New errors lead to the first of them.
  useEffect(() => focusFirst(element.current, '[aria-invalid="true"]'), [Object.keys(errors).join()]);

  const attempt = async (path: string, body: Record<string, unknown>): Promise<void> => {
    setRefusal('');
    try {
      await act(path, { as: snapshot.me.id, view_id: view.id, ...body });
    } catch (error) {
      setRefusal(sentence(error));
    }
  };
  const submit = async (): Promise<void> => {
    setBusy(true);
    await attempt('/ui/views/submit', { values: filled });
    setBusy(false);
  };
  const close = (): Promise<void> => attempt('/ui/views/close', {});

  return (
    <dialog
      ref={element}
      class={isCovered ? 'dialog covered' : 'dialog'}
      aria-labelledby={`${view.id}-title`}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return; // a file chooser inside was dismissed
        event.preventDefault();
        void close();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (view.submit) void submit();
        }}
      >
        <header>
          <h2 id={`${view.id}-title`}>{plainText(view.title)}</h2>
          <button type="button" class="plain" aria-label="Close dialog" onClick={close}>
            ✕
          </button>
        </header>
        <div class="dialog-body">
          {(refusal || notice) && (
            <p class="alert error" role="alert">
              {refusal || notice}
            </p>
          )}
          <Blocks blocks={view.blocks} surface={surface} errors={errors} />
        </div>
        <footer>
          <button type="button" class="button" onClick={close}>
            {plainText(view.close) || 'Cancel'}
          </button>
          {view.submit && (
            <button type="submit" class="button primary" aria-busy={isBusy} disabled={isBusy}>
              {isBusy && <span class="spinner" aria-hidden="true" />}
              {plainText(view.submit)}
            </button>
          )}
        </footer>
      </form>
    </dialog>
  );
}

const INPUTS = '.dialog-body :is(input, textarea, select)';

function focusFirst(dialog: HTMLDialogElement | null, selector: string): void {
  const found = dialog?.querySelector<HTMLElement>(selector);
  // A long view is read from its beginning.
  if (found && !document.activeElement?.matches(INPUTS)) found.focus({ preventScroll: true });
}
