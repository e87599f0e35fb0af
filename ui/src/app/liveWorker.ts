// The one event stream of this browser, shared by all tabs of a workspace. Reads server-sent events by fetch, so that
// the workspace and the last event id travel as headers; batches for 250 ms; reconnects with growing pauses.
import type { FromWorker, LiveEvent } from './live';

type Join = { url?: string; workspace?: string | null; bye?: boolean };

type Stream = { ports: Set<MessagePort>; last: string; batch: LiveEvent[]; stop: AbortController };

const streams = new Map<string, Stream>();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function tell(stream: Stream, message: FromWorker) {
  for (const port of stream.ports) port.postMessage(message);
}

function takeBlock(stream: Stream, block: string) {
  let event = '';
  let data = '';
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('id:')) stream.last = line.slice(3).trim();
    else if (line.startsWith('event:')) event = line.slice(6).trim();
    else if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  if (event === 'gap') return tell(stream, { gap: true });
  if (!data) return;
  try {
    const parsed: LiveEvent = JSON.parse(data);
    if (stream.batch.length === 0) setTimeout(() => tell(stream, { events: stream.batch.splice(0) }), 250);
    stream.batch.push(parsed);
  } catch {
    tell(stream, { gap: true });
  }
}

async function readOnce(stream: Stream, url: string, workspace: string) {
  const headers: Record<string, string> = { Accept: 'text/event-stream' };
  if (workspace) headers['X-Workspace'] = workspace;
  if (stream.last) headers['Last-Event-ID'] = stream.last;
  const response = await fetch(url, { headers, signal: stream.stop.signal, cache: 'no-store' });
  if (!response.ok || !response.body) throw new Error(String(response.status));
  tell(stream, { status: 'live' });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split(/\r?\n\r?\n/);
    text = blocks.pop() ?? '';
    for (const block of blocks) takeBlock(stream, block);
  }
}

async function run(stream: Stream, url: string, workspace: string) {
  let wait = 1000;
  while (stream.ports.size > 0) {
    try {
      await readOnce(stream, url, workspace);
      wait = 1000;
    } catch {
      wait = Math.min(wait * 2, 30_000);
    }
    if (stream.ports.size === 0) break;
    tell(stream, { status: 'lost' });
    await pause(wait);
  }
  streams.delete(`${url} ${workspace}`);
}

function leave(port: MessagePort) {
  for (const stream of streams.values()) {
    stream.ports.delete(port);
    if (stream.ports.size === 0) stream.stop.abort();
  }
}

function join(port: MessagePort, url: string, workspace: string) {
  const key = `${url} ${workspace}`;
  const old = streams.get(key);
  if (old && old.ports.size > 0) {
    old.ports.add(port);
    port.postMessage({ status: 'live' });
    return;
  }
  const stream: Stream = { ports: new Set([port]), last: '', batch: [], stop: new AbortController() };
  streams.set(key, stream);
  void run(stream, url, workspace);
}

self.addEventListener('connect', (e) => {
  if (!(e instanceof MessageEvent)) return;
  const port = e.ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<Join>) => {
    leave(port);
    if (data.url) join(port, data.url, data.workspace ?? '');
  };
  port.start();
});
