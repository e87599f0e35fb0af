// The small workspace behind typed routes: what a screen asks is answered from the fixtures unless a test says otherwise.
import type { AnyRow, List } from '../../api/types';
import * as decide from './decide';
import * as make from './make';
import * as two from './told';
import * as understand from './understand';

const one = { ...make, ...understand, ...decide };

export type Call = { method: string; path: string; query: URLSearchParams; body: unknown };
export type Reply = { status: number; body: unknown };
export type Handlers = Record<string, (call: Call) => Reply | object>;

export const refuse = (
  status: number,
  code: string,
  detail: string,
  errors: { field: string; message: string }[] = [],
): Reply => ({
  status,
  body: { title: code, status, code, detail, request_id: 'rq_1', errors },
});

const empty: List<AnyRow> = one.list<AnyRow>([]);
const rows: Record<string, AnyRow> = {
  'themes/th_1': one.theme,
  'themes/T-1': one.theme,
  'themes/th_2': one.row('th_2', {
    number: 'T-2',
    name: 'Invoices show the old address',
    items: 18,
    accounts: 9,
    state: 'active',
  }),
  'opportunities/O-7': one.opportunity,
  'opportunities/op_1': one.opportunity,
  'insights/I-3': one.insight,
  'decisions/D-4': two.decision,
  'decisions/D-5': two.closed,
  'roadmap-items/R-1': one.card(1, one.refs.item.label, 'next'),
  'roadmap-items/rm_1': one.card(1, one.refs.item.label, 'next'),
  'releases/re_1': two.release,
  'answers/A-9': two.answer(9, 'draft'),
};

export const base: Handlers = {
  'GET /me': () => one.me,
  'GET /today': () => ({ data: [] }),
  'GET /themes/overview': () => one.overview,
  'GET /themes/th_1/summary': () => one.summary,
  'GET /themes/th_1/items': () => one.items,
  'GET /themes/th_1/opportunity-draft': () => one.draft,
  'GET /opportunities/op_1/score-draft': () => one.scoreDraft,
  'GET /insights/in_1/contradictions': () => ({ data: one.against }),
  'GET /roadmap': ({ query }) =>
    query.get('audience') === 'internal' ? one.board : { ...one.board, next: [], hidden: 2 },
  'GET /decision-roles': () => one.list(two.seats),
  'GET /changelog-entries': () => one.list(two.entries),
  'GET /goals': () => one.list([one.goal]),
  'GET /themes': () => one.list([one.theme]),
  'GET /opportunities': () => one.list([one.opportunity]),
  'GET /decisions': () => one.list([two.decision, two.closed]),
  'GET /releases': () => one.list([two.release]),
  'GET /answers': () => one.list([two.answer(9, 'sent')]),
  'GET /evidence': () =>
    one.list(
      one.quotes.map((q) =>
        one.row(q.id, {
          verbatim: q.verbatim,
          kind: 'verbatim',
          said_at: q.said_at,
          contact_label: q.contact_label,
          account_label: q.account_label,
          emotion: q.emotion,
        }),
      ),
    ),
  'GET /outbox': () => two.outbox,
  'GET /outbox/a-9.eml': () => two.mail,
  'GET /loop': () => two.loop,
  'GET /links': () => ({ data: one.links }),
};

const isReply = (r: Reply | object): r is Reply => 'status' in r && 'body' in r && Object.keys(r).length === 2;

/** The answer to one call: a test's handler, else the workspace's, else the row, an empty list, or 404. */
export function answer(call: Call, own: Handlers = {}): Reply {
  const key = `${call.method} ${call.path}`;
  const handler = own[key] ?? base[key];
  if (handler) {
    const made = handler(call);
    return isReply(made) ? made : { status: 200, body: made };
  }
  const parts = call.path.slice(1).split('/');
  if (call.method === 'GET' && parts[0] === 'trace')
    return { status: 200, body: { object: parts[1], stations: one.stations } };
  if (call.method === 'GET' && parts[0] === 'strength') return { status: 200, body: one.strength };
  if (call.method === 'GET' && parts[0] === 'tell') return { status: 200, body: two.tell };
  const row = rows[`${parts[0]}/${parts[1]}`];
  if (call.method === 'GET' && row && parts.length === 2) return { status: 200, body: row };
  if (call.method === 'GET' && parts.length === 1) return { status: 200, body: empty };
  if (call.method === 'GET' && parts[2] === 'history') return { status: 200, body: { data: [] } };
  return refuse(404, 'not_found', `no handler for ${key}`);
}
