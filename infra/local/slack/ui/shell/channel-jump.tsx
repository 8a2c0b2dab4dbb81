import { useEffect, useState } from 'preact/hooks';
import type { Snapshot } from '../../model';
import { channelTitle } from '../conversation/channel-title';
import { useModal } from '../use-modal';

interface JumpProps {
  snapshot: Snapshot;
  onOpen: (channelId: string) => void;
}

/** Ctrl+K or Cmd+K: type a part of a name, Enter goes there. */
export function ChannelJump(props: JumpProps) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (document.querySelector('dialog[open]')) return; // what is open keeps the focus
      setOpen(true);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
  return isOpen ? <JumpDialog {...props} onClose={() => setOpen(false)} /> : null;
}

function JumpDialog({ snapshot, onOpen, onClose }: JumpProps & { onClose: () => void }) {
  const dialog = useModal();
  const [typed, setTyped] = useState('');
  const found = snapshot.channels
    .map((channel) => ({ id: channel.id, title: channelTitle(snapshot, channel) }))
    .filter(({ title }) => title.toLocaleLowerCase().includes(typed.toLocaleLowerCase()));
  const go = (channelId: string): void => {
    onClose();
    onOpen(channelId);
  };
  return (
    <dialog
      ref={dialog}
      class="dialog jump"
      aria-label="Go to a conversation"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [first] = found;
          if (first) go(first.id);
        }}
      >
        <input
          type="search"
          aria-label="Go to"
          placeholder="Jump to a conversation"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <ul>
          {found.map(({ id, title }) => (
            <li key={id}>
              <button type="button" class="plain-text" onClick={() => go(id)}>
                {title}
              </button>
            </li>
          ))}
        </ul>
      </form>
    </dialog>
  );
}
