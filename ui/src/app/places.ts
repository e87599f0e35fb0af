// The seven places, their pages and their keys. A page is shown only to those whose role can use it.
import type { MsgId } from '../i18n';

export type PlacePage = { to: string; label: MsgId; permission?: string };
export type Place = { id: string; label: MsgId; key: string; glyph: string; pages: readonly PlacePage[] };

export const places: readonly Place[] = [
  { id: 'today', label: 'place.today', key: 't', glyph: '☀', pages: [{ to: '/today', label: 'place.today' }] },
  {
    id: 'listen',
    label: 'place.listen',
    key: 'l',
    glyph: '◔',
    pages: [
      { to: '/inbox', label: 'page.inbox' },
      { to: '/search', label: 'page.search' },
      { to: '/evidence', label: 'resource.evidence.many' },
      { to: '/accounts', label: 'resource.account.many' },
      { to: '/contacts', label: 'resource.contact.many' },
      { to: '/imports', label: 'resource.import.many' },
    ],
  },
  {
    id: 'understand',
    label: 'place.understand',
    key: 'u',
    glyph: '◑',
    pages: [
      { to: '/themes', label: 'resource.theme.many' },
      { to: '/insights', label: 'resource.insight.many' },
      { to: '/struggling-moments', label: 'resource.struggling_moment.many' },
    ],
  },
  {
    id: 'decide',
    label: 'place.decide',
    key: 'd',
    glyph: '◇',
    pages: [
      { to: '/opportunities', label: 'resource.opportunity.many' },
      { to: '/decisions', label: 'resource.decision.many' },
      { to: '/goals', label: 'resource.goal.many' },
    ],
  },
  {
    id: 'build',
    label: 'place.build',
    key: 'b',
    glyph: '▤',
    pages: [
      { to: '/roadmap', label: 'page.roadmap' },
      { to: '/releases', label: 'resource.release.many' },
    ],
  },
  {
    id: 'answer',
    label: 'place.answer',
    key: 'a',
    glyph: '↩',
    pages: [
      { to: '/answers', label: 'resource.answer.many' },
      { to: '/outbox', label: 'page.outbox' },
    ],
  },
  { id: 'health', label: 'place.health', key: 'h', glyph: '∿', pages: [{ to: '/health', label: 'page.loop' }] },
];

/** The place a page belongs to, for marking the navigation. */
export function placeOf(path: string): Place | undefined {
  const first = `/${path.split('/')[1] ?? ''}`;
  return places.find((p) => p.pages.some((page) => page.to === first));
}
