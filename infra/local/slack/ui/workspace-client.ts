import { useEffect, useState } from 'preact/hooks';
import type { Answer, Snapshot } from '../model';

/** Something a person does; resolves when the app has acknowledged it or its time is up. @throws Error with a sentence */
export function act<T = Answer>(path: string, body: Record<string, unknown>): Promise<T> {
  return post(path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** @returns the id of the file. @throws Error with a sentence */
export async function upload(as: string, file: File): Promise<string> {
  const { id } = await post<{ id: string }>(`/ui/files?${new URLSearchParams({ as, name: file.name })}`, {
    body: file,
  });
  return id;
}

async function post<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, { method: 'POST', ...init });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The workspace answered with HTTP ${response.status}.`);
  return answer;
}

/** What an error says to a person. */
export const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export interface Live {
  snapshot: Snapshot | undefined;
  isConnected: boolean;
  /** The workspace does not know this person. */
  isUnknown: boolean;
}

const OPENING: Live = { snapshot: undefined, isConnected: false, isUnknown: false };
/** What this person sees, kept up to date by the event stream; the browser reconnects it by itself. */
export function useSnapshot(userId: string): Live {
  const [live, setLive] = useState<Live>(OPENING);
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
        const { snapshot, isUnknown } = await fetchSnapshot(userId);
        if (isCurrent) {
          const isConnected = snapshot !== undefined;
          setLive((before) => ({ snapshot: snapshot ?? before.snapshot, isConnected, isUnknown }));
        }
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

async function fetchSnapshot(userId: string): Promise<Pick<Live, 'snapshot' | 'isUnknown'>> {
  try {
    const response = await fetch(`/ui/state?${new URLSearchParams({ as: userId })}`);
    const isUnknown = response.status === 400;
    return { snapshot: response.ok ? await response.json() : undefined, isUnknown };
  } catch {
    return { snapshot: undefined, isUnknown: false };
  }
}
