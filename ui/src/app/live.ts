// News from the server: one stream for all tabs (SharedWorker), else asking every 30 s. Events say what changed, not
// what it is now; changed rows are read again in place, new ones wait behind "12 new".
import type { QueryClient } from '@tanstack/react-query';
import { api, apiUrl, workspace } from '../api/client';
import { type AnyRow, resource, resourceNames } from '../api/types';
import type { LiveStore } from '../kit/live';
import { cachedRow, patchCached } from '../kit/usePatch';

export type LiveEvent = { seq: number; type: string; id: string; rev: number; kind: string };
export type FromWorker = { status: 'live' | 'lost' } | { gap: true } | { events: LiveEvent[] };

const pollMs = 30_000;
const many = 20;

async function renewRow(client: QueryClient, e: LiveEvent) {
  const known = cachedRow(client, e.type, e.id);
  if (!known || known.rev >= e.rev) return;
  const row = await api.get<AnyRow>(`/${resource(e.type).path}/${e.id}`).catch(() => null);
  if (row) patchCached(client, e.type, e.id, row);
}

function take(client: QueryClient, store: LiveStore, events: LiveEvent[]) {
  const known = events.filter((e) => resourceNames.includes(e.type));
  const mine = new Set(known.filter((e) => cachedRow(client, e.type, e.id)).map((e) => e.id));
  for (const type of new Set(known.map((e) => e.type))) {
    const fresh = known.filter((e) => e.type === type && e.kind === 'create' && !mine.has(e.id)).length;
    if (fresh > 0) store.add(type, fresh);
  }
  const changed = known.filter((e) => mine.has(e.id));
  if (changed.length > many)
    for (const type of new Set(changed.map((e) => e.type))) void client.invalidateQueries({ queryKey: [type] });
  else for (const e of changed) void renewRow(client, e);
  if (events.some((e) => /link|create|move|merge/.test(e.kind))) {
    void client.invalidateQueries({ queryKey: ['trace'] });
    void client.invalidateQueries({ queryKey: ['links'] });
  }
  if (known.some((e) => e.type === 'import')) void client.invalidateQueries({ queryKey: ['import'] });
  void client.invalidateQueries({ queryKey: ['today'] });
}

/** Starts listening; returns how to stop. */
export function startLive(client: QueryClient, store: LiveStore): () => void {
  let timer = 0;
  const poll = () => {
    store.setStatus(navigator.onLine ? 'polling' : 'offline');
    window.clearInterval(timer);
    timer = window.setInterval(() => void client.invalidateQueries({ refetchType: 'active' }), pollMs);
  };
  const live = () => {
    window.clearInterval(timer);
    store.setStatus('live');
  };
  if (typeof SharedWorker === 'undefined') {
    poll();
    return () => window.clearInterval(timer);
  }
  const worker = new SharedWorker(new URL('./liveWorker.ts', import.meta.url), {
    type: 'module',
    name: 'earshot-live',
  });
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ('status' in data) data.status === 'live' ? live() : poll();
    else if ('gap' in data) void client.invalidateQueries();
    else take(client, store, data.events);
  };
  worker.onerror = poll;
  worker.port.start();
  worker.port.postMessage({ url: apiUrl('/events'), workspace: workspace.get() });
  const bye = () => worker.port.postMessage({ bye: true });
  window.addEventListener('pagehide', bye);
  return () => {
    bye();
    window.removeEventListener('pagehide', bye);
    window.clearInterval(timer);
  };
}
