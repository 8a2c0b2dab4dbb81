import { useState } from 'preact/hooks';
import { ConfirmDialog } from './confirm';
import type { ElementProps } from './surface';

/** Wraps an action so that its `confirm` is asked first and its waiting shows. */
export function useAction({ element, block, surface }: ElementProps) {
  const [isBusy, setBusy] = useState(false);
  const [asked, setAsked] = useState<{ selected: unknown } | undefined>();
  const send = async (selected: unknown): Promise<void> => {
    setBusy(true);
    try {
      await surface.press(block, element, selected);
    } finally {
      setBusy(false);
    }
  };
  const run = (selected?: unknown): void => {
    if (element.confirm) setAsked({ selected });
    else void send(selected);
  };
  const question = element.confirm && asked && (
    <ConfirmDialog
      confirm={element.confirm}
      onAnswer={(yes) => {
        setAsked(undefined);
        if (yes) void send(asked.selected);
      }}
    />
  );
  return { isBusy, run, question };
}
