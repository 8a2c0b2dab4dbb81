import { useEffect } from 'preact/hooks';
import type { Snapshot } from '../../model';
import type { Tab } from '../shell/location';
import { act } from '../workspace-client';

interface TabsProps {
  snapshot: Snapshot;
  tab: Tab;
  onTab: (tab: Tab) => void;
}

const LABELS: readonly (readonly [Tab, string])[] = [
  ['home', 'Home'],
  ['messages', 'Messages'],
];

/** The tabs of an app; opening either tells the app (Slack, "app_home_opened event"). */
export function Tabs({ snapshot, tab, onTab }: TabsProps) {
  useEffect(() => {
    void act('/ui/home/open', { as: snapshot.me.id, tab }).catch(() => undefined); // the tab opens without the app as well
  }, [tab]);
  if (!snapshot.hasHome) return null;
  const walk = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = tab === 'home' ? 'messages' : 'home';
    onTab(other);
    document.getElementById(`tab-${other}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={snapshot.bot.name} tabIndex={-1} onKeyDown={walk}>
      {LABELS.map(([name, label]) => (
        <button
          type="button"
          role="tab"
          key={name}
          id={`tab-${name}`}
          aria-selected={tab === name}
          tabIndex={tab === name ? 0 : -1}
          onClick={() => onTab(name)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
