import type { Snapshot } from '../../model';
import { formatDateToken } from '../date-token';
import { DeletedView, MessageView, NoticeView } from './message';
import { momentOf, type Placed } from './timeline';

interface TimelineProps {
  snapshot: Snapshot;
  channel: string;
  entries: readonly Placed[];
  /** `ts` of the first message that is new to the reader. */
  firstNew?: string | undefined;
  onOpenThread?: (ts: string) => void;
}

/** Messages with what stands between them: days, and where the reader has stopped before. */
export function Timeline({ snapshot, channel, entries, firstNew, onOpenThread }: TimelineProps) {
  return (
    <>
      {entries.map((entry) => (
        <div key={entry.ts}>
          {entry.startsDay && onOpenThread && <DayLine at={momentOf(entry.ts)} />}
          {entry.ts === firstNew && (
            // biome-ignore lint/a11y/useSemanticElements: a rule cannot carry a word
            <div class="new-line" role="separator" aria-label="New messages">
              <span>New</span>
            </div>
          )}
          {entry.kind === 'notice' && <NoticeView notice={entry.notice} />}
          {entry.kind === 'deleted' && (
            <DeletedView ts={entry.ts} replies={entry.replies} onOpenThread={() => onOpenThread?.(entry.ts)} />
          )}
          {entry.kind === 'message' && (
            <MessageView
              snapshot={snapshot}
              channel={channel}
              message={entry.message}
              isPrivate={entry.isPrivate}
              isContinued={entry.isContinued && entry.ts !== firstNew}
              onOpenThread={entry.isPrivate || !onOpenThread ? undefined : () => onOpenThread(entry.ts)}
            />
          )}
        </div>
      ))}
    </>
  );
}

function DayLine({ at }: { at: Date }) {
  const day = formatDateToken('{date_long_pretty}', at, new Date());
  return (
    <div class="day-line">
      <span>{day.charAt(0).toUpperCase() + day.slice(1)}</span>
    </div>
  );
}
