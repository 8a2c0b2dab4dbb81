import type { Confirm } from '../../model';
import { plainText, Text } from '../text';
import { useModal } from '../use-modal';

/** The question before a button does what it says; nothing was sent yet. */
export function ConfirmDialog({ confirm, onAnswer }: { confirm: Confirm; onAnswer: (yes: boolean) => void }) {
  const dialog = useModal();
  return (
    <dialog
      ref={dialog}
      class="dialog confirm"
      aria-label={plainText(confirm.title)}
      onCancel={(event) => {
        event.preventDefault();
        onAnswer(false);
      }}
    >
      <h2>{plainText(confirm.title)}</h2>
      <div class="dialog-body">
        <Text text={confirm.text} />
      </div>
      <footer>
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {plainText(confirm.deny)}
        </button>
        <button
          type="button"
          class={confirm.style === 'danger' ? 'button danger filled' : 'button primary'}
          onClick={() => onAnswer(true)}
        >
          {plainText(confirm.confirm)}
        </button>
      </footer>
    </dialog>
  );
}
