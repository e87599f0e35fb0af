// The only place that talks to the program. Adds what every request needs (workspace, CSRF header, If-Match), turns
// problem+json into ApiError, and hands out the transaction id that undo needs. Never retries a write.
import { ApiError, type FieldError, offlineProblem, type Problem } from './errors';

export type Reply<T> = { body: T; tx: string | null };
export type Query = Record<string, string | number | boolean | null | undefined>;
type Options = { query?: Query; json?: unknown; raw?: Blob | string; rev?: number; signal?: AbortSignal };

const workspaceKey = 'earshot.workspace';
let onSignedOut: (() => void) | null = null;

export const workspace = {
  get: () => sessionStorage.getItem(workspaceKey) ?? localStorage.getItem(workspaceKey),
  set(id: string) {
    sessionStorage.setItem(workspaceKey, id);
    localStorage.setItem(workspaceKey, id);
  },
  clear() {
    sessionStorage.removeItem(workspaceKey);
    localStorage.removeItem(workspaceKey);
  },
};

/** Called once by the app: what to do when the session has ended. */
export function whenSignedOut(handler: () => void) {
  onSignedOut = handler;
}

/** Address of an API path, relative to the page so that a sub-path works. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const tail = search.toString();
  return `${new URL(`api/v1${path}`, document.baseURI).pathname}${tail ? `?${tail}` : ''}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.map((e) => ({ field: text(e?.field), message: text(e?.message) }));
}

async function toProblem(response: Response): Promise<Problem> {
  const body = await response.json().catch(() => ({}));
  return {
    title: text(body.title) || response.statusText,
    status: response.status,
    code: text(body.code) || `http_${response.status}`,
    detail: text(body.detail),
    request_id: text(body.request_id) || (response.headers.get('X-Request-Id') ?? ''),
    errors: fieldErrors(body.errors),
  };
}

async function send(method: string, path: string, o: Options): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const ws = workspace.get();
  if (ws) headers['X-Workspace'] = ws;
  if (method !== 'GET') headers['X-Requested-With'] = 'earshot';
  if (o.json !== undefined) headers['Content-Type'] = 'application/json';
  else if (o.raw !== undefined) headers['Content-Type'] = 'application/octet-stream';
  if (o.rev !== undefined) headers['If-Match'] = `"${o.rev}"`;
  const body = o.json !== undefined ? JSON.stringify(o.json) : o.raw;
  try {
    return await fetch(apiUrl(path, o.query), { method, headers, body, signal: o.signal, credentials: 'same-origin' });
  } catch (error) {
    if (o.signal?.aborted) throw error;
    throw new ApiError(offlineProblem);
  }
}

export async function request<T>(method: string, path: string, o: Options = {}): Promise<Reply<T>> {
  const response = await send(method, path, o);
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/sessions') && !path.startsWith('/invitations/accept'))
      onSignedOut?.();
    throw new ApiError(await toProblem(response));
  }
  const tx = response.headers.get('X-Tx');
  const type = response.headers.get('Content-Type') ?? '';
  const body: T = type.includes('json') ? await response.json() : JSON.parse(JSON.stringify(await response.text()));
  return { body, tx };
}

export const api = {
  get: async <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
    (await request<T>('GET', path, { query, signal })).body,
  post: <T>(path: string, json: unknown = {}, rev?: number) => request<T>('POST', path, { json, rev }),
  patch: <T>(path: string, json: unknown, rev: number) => request<T>('PATCH', path, { json, rev }),
  del: <T>(path: string, rev?: number) => request<T>('DELETE', path, { rev }),
};
