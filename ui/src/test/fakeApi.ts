// A stand-in for the server in tests: answers by method and path, remembers what was sent.
type Answer = { status?: number; body?: unknown; tx?: string };
type Call = { method: string; path: string; query: URLSearchParams; body: unknown; headers: Headers };
type Handler = (call: Call, ...parts: string[]) => Answer | unknown;

const isAnswer = (x: unknown): x is Answer => typeof x === 'object' && x !== null && ('status' in x || 'tx' in x);

export const me = {
  user: { id: 'us_1', name: 'Lea', email: 'lea@x.example' },
  member: { id: 'mb_1', roles: ['owner'], lead: true },
  workspace: { id: 'ws_1', name: 'Harbour', profile: 'light', zone: 'UTC', locale: 'en' },
  workspaces: [{ id: 'ws_1', name: 'Harbour', is_sample: false }],
  permissions: [
    'evidence_create',
    'evidence_update',
    'contacts_create',
    'themes_create',
    'insights_create',
    'settings_create',
    'settings_update',
    'members',
    'audit_read',
    'discussion_create',
    'contact_read',
  ],
  product: { id: 'pr_1', name: 'Harbour' },
  counts: { evidence: 2 },
};

export class FakeApi {
  readonly calls: Call[] = [];
  private readonly routes: { method: string; pattern: RegExp; handler: Handler }[] = [];

  constructor() {
    this.on('GET', '/me', () => me);
    this.on('GET', '/jobs', () => ({ data: [] }));
    this.on('GET', '/links', () => ({ data: [] }));
    this.on('GET', '/trace/:id', () => ({ object: 'x', stations: [] }));
    this.on('GET', '/evidence/:id/suggestions', () => ({ themes: [], duplicates: [], similar: [] }));
  }

  /** Later routes win. `:id` stands for one part of the path. */
  on(method: string, path: string, handler: Handler) {
    const pattern = new RegExp(`^${path.replace(/:[a-z]+/g, '([^/]+)')}$`);
    this.routes.unshift({ method, pattern, handler });
    return this;
  }

  sent(method: string, path: string): Call[] {
    return this.calls.filter((c) => c.method === method && c.path === path);
  }

  fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input), 'http://localhost/');
    const path = url.pathname.replace(/^\/api\/v1/, '');
    const method = init.method ?? 'GET';
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    const call: Call = { method, path, query: url.searchParams, body, headers: new Headers(init.headers) };
    this.calls.push(call);
    for (const route of this.routes) {
      const m = route.method === method ? route.pattern.exec(path) : null;
      if (!m) continue;
      const answer = route.handler(call, ...m.slice(1));
      const { status = 200, body: reply = answer, tx } = isAnswer(answer) ? answer : { body: answer };
      const headers: Record<string, string> = { 'Content-Type': 'application/json' };
      if (tx) headers['X-Tx'] = tx;
      return new Response(JSON.stringify(reply ?? {}), { status, headers });
    }
    if (method === 'GET')
      return new Response(JSON.stringify({ data: [], next: null }), {
        status: 200,
        headers: { 'Content-Type': 'application/json' },
      });
    const problem = {
      title: 'no route',
      status: 404,
      code: 'not_found',
      detail: `${method} ${path}`,
      request_id: 'r0',
      errors: [],
    };
    return new Response(JSON.stringify(problem), {
      status: 404,
      headers: { 'Content-Type': 'application/problem+json' },
    });
  };
}

let next = 1;

/** A row with what every row has. */
export function row(id: string, fields: Record<string, unknown>) {
  return {
    id,
    rev: next++,
    created_at: '2026-11-20T10:00:00Z',
    created_by: 'mb_1',
    updated_at: '2026-11-20T10:00:00Z',
    archived_at: null,
    merged_into: null,
    can: ['update', 'delete'],
    custom: {},
    ...fields,
  };
}
