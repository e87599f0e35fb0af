// View state lives in the URL: filter, sort, tab, panel. One schema for all pages; what it does not know is dropped.
import { useNavigate, useSearch } from '@tanstack/react-router';

export const viewKeys = [
  'f',
  'q',
  'sort',
  'archived',
  'panel',
  'tab',
  'token',
  'to',
  'release',
  'decision',
  'since',
  'type',
  'new',
  'from',
  'until',
  'theme',
] as const;

export type ViewKey = (typeof viewKeys)[number];
export type View = { [K in ViewKey]?: string };

/** Keeps the known keys whose value is a short string. */
export function checkView(search: Record<string, unknown>): View {
  const view: View = {};
  for (const key of viewKeys) {
    const value = search[key];
    if (typeof value === 'string' && value !== '' && value.length <= 4000) view[key] = value;
  }
  return view;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Readable addresses: the characters of the filter grammar are not escaped. */
export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(([, v]) => typeof v === 'string' && v !== '');
  const text = new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString();
  return text ? `?${text.replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%22/g, '"')}` : '';
}

export function useView(): { view: View; set: (change: View, keep?: boolean) => void } {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = (change: View, keep = false) => {
    void navigate({
      to: '.',
      search: (old: Record<string, unknown>) => checkView({ ...old, ...change }),
      replace: !keep,
    });
  };
  return { view: checkView(search), set };
}
