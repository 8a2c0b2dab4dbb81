import { useEffect, useRef, useState } from 'preact/hooks';
import type { Dialog, Snapshot } from '../model';
import { Blocks } from './blocks';
import type { Surface } from './elements';
import { withValue } from './message';
import { plainText } from './text';
import { act } from './workspace-client';

/** The topmost open view, as a modal dialog of the page. */
export function ViewDialog({ snapshot, dialog }: { snapshot: Snapshot; dialog: Dialog }) {
  const { view, errors, notice } = dialog;
  const element = useRef<HTMLDialogElement>(null);
  const [filled, setFilled] = useState<Record<string, Record<string, unknown>>>({});
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const as = snapshot.me.id;

  useEffect(() => element.current?.showModal(), []);
  // A view often opens while its content is still read; the first input takes the focus when it appears.
  useEffect(() => focusFirst(element.current, INPUTS), [view.hash]);
  // New errors lead to the first of them.
  useEffect(() => focusFirst(element.current, '[aria-invalid="true"]'), [Object.keys(errors).join()]);

  const attempt = async (path: string, body: Record<string, unknown>): Promise<void> => {
    setRefusal('');
    try {
      await act(path, { as, view_id: view.id, ...body });
    } catch (error) {
      setRefusal(error instanceof Error ? error.message : String(error));
    }
  };
  const submit = async (): Promise<void> => {
    setBusy(true);
    await attempt('/ui/views/submit', { values: present(dialog, filled) });
    setBusy(false);
  };
  const close = (): Promise<void> => attempt('/ui/views/close', {});

  const surface: Surface = {
    id: view.id,
    valueOf: (block, input) => filled[block.block_id]?.[input.action_id ?? ''],
    fill: (block, input, value) => setFilled((before) => withValue(before, block, input, value)),
    press: (block, input, selected) =>
      attempt('/ui/actions', {
        block_id: block.block_id,
        action_id: input.action_id,
        ...(selected !== undefined && { selected }),
        values: present(dialog, selected === undefined ? filled : withValue(filled, block, input, selected)),
      }),
    problemOf: () => undefined,
  };

  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={`${view.id}-title`}
      onCancel={(event) => {
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
  if (found && !document.activeElement?.matches(INPUTS)) found.focus();
}

/** What was filled in for blocks that the view still has: an update may have taken some away. */
function present({ view }: Dialog, filled: Record<string, Record<string, unknown>>) {
  const blockIds = view.blocks.map(({ block_id }) => block_id);
  return Object.fromEntries(Object.entries(filled).filter(([blockId]) => blockIds.includes(blockId)));
}
