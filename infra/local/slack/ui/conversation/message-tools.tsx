import { useState } from 'preact/hooks';
import type { Confirm, Message, Snapshot } from '../../model';
import { ConfirmDialog } from '../elements/confirm';
import { act } from '../workspace-client';

interface ToolsProps {
  snapshot: Snapshot;
  channel: string;
  message: Message;
  onOpenThread?: (() => void) | undefined;
  onEdit: () => void;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });

const DELETE: Confirm = {
  title: plain('Delete message'),
  text: plain('Are you sure that you want to delete this message? This cannot be undone.'),
  confirm: plain('Delete'),
  deny: plain('Cancel'),
  style: 'danger',
};

/** What can be done with a message, shown while the reader is at it. */
export function MessageTools({ snapshot, channel, message, onOpenThread, onEdit }: ToolsProps) {
  const { me, bot } = snapshot;
  const [isAsked, setAsked] = useState(false);
  const isOwn = message.user === me.id;
  const erase = (): void => {
    // A message that is gone already says so by itself.
    void act('/ui/messages/delete', { as: me.id, channel, ts: message.ts }).catch(() => undefined);
  };
  return (
    <>
      <div class="message-tools">
        {onOpenThread && <Tool label="Reply in thread" sign="💬" onPress={onOpenThread} />}
        {isOwn && <Tool label="Edit message" sign="✏️" onPress={onEdit} />}
        {(isOwn || message.user === bot.userId) && (
          <Tool label="Delete message" sign="🗑" onPress={() => setAsked(true)} />
        )}
      </div>
      {isAsked && (
        <ConfirmDialog
          confirm={DELETE}
          onAnswer={(yes) => {
            setAsked(false);
            if (yes) erase();
          }}
        />
      )}
    </>
  );
}

function Tool({ label, sign, onPress }: { label: string; sign: string; onPress: () => void }) {
  return (
    <button type="button" class="plain" aria-label={label} title={label} onClick={onPress}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}
