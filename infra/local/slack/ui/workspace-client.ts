import { useEffect, useState } from 'preact/hooks';
import type { Answer, Snapshot } from '../model';

/** Something a person does; resolves when the app has acknowledged it or its time is up. @throws Error with a sentence */
export async function act(path: string, body: Record<string, unknown>): Promise<Answer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The workspace answered with HTTP ${response.status}.`);
  return answer;
}

export interface Live {
  snapshot: Snapshot | undefined;
  isConnected: boolean;
}

/** What this person sees, kept up to date by the event stream; the browser reconnects it by itself. */
export function useSnapshot(userId: string): Live {
  const [live, setLive] = useState<Live>({ snapshot: undefined, isConnected: false });
  useEffect(() => {
    let isCurrent = true;
    let isLoading = false;
    let isBehind = false;
    const load = async (): Promise<void> => {
      if (isLoading) {
        isBehind = true;
        return;
      }
      isLoading = true;
      do {
        isBehind = false;
        const snapshot = await fetchSnapshot(userId);
        if (isCurrent)
          setLive((before) => ({ snapshot: snapshot ?? before.snapshot, isConnected: snapshot !== undefined }));
      } while (isBehind && isCurrent);
      isLoading = false;
    };
    const events = new EventSource(`/ui/events?as=${userId}`);
    events.addEventListener('changed', load);
    events.addEventListener('error', () => setLive((before) => ({ ...before, isConnected: false })));
    return () => {
      isCurrent = false;
      events.close();
    };
  }, [userId]);
  return live;
}

async function fetchSnapshot(userId: string): Promise<Snapshot | undefined> {
  try {
    const response = await fetch(`/ui/state?as=${userId}`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
