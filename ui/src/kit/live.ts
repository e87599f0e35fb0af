// What arrived from others and waits to be shown: new rows never push the list a person is reading.
import { createContext, use, useSyncExternalStore } from 'react';

export type LiveStatus = 'live' | 'polling' | 'offline';
export type Progress = { id: string; type: string; percent: number };

/** A tiny store that app/live.ts feeds and screens read. */
export class LiveStore {
  private waiting: Readonly<Record<string, number>> = {};
  private status: LiveStatus = 'polling';
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  countOf = (name: string) => this.waiting[name] ?? 0;
  getStatus = () => this.status;

  add(name: string, count: number) {
    this.waiting = { ...this.waiting, [name]: this.countOf(name) + count };
    this.tell();
  }
  clear(name: string) {
    if (!this.countOf(name)) return;
    this.waiting = { ...this.waiting, [name]: 0 };
    this.tell();
  }
  setStatus(status: LiveStatus) {
    if (status === this.status) return;
    this.status = status;
    this.tell();
  }
  private tell() {
    for (const listener of this.listeners) listener();
  }
}

export const LiveContext = createContext<LiveStore>(new LiveStore());

export function useWaiting(name: string): { count: number; clear: () => void } {
  const store = use(LiveContext);
  const count = useSyncExternalStore(store.subscribe, () => store.countOf(name));
  return { count, clear: () => store.clear(name) };
}

export function useLiveStatus(): LiveStatus {
  const store = use(LiveContext);
  return useSyncExternalStore(store.subscribe, store.getStatus);
}
