// A list's filter and sort under a name, for oneself or for all.
import { Button, Group, Popover, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { allQuery } from '../api/queries';
import { resource, stringOf } from '../api/types';
import { useT } from '../i18n';
import { ActButton } from './ActButton';
import { useAct } from './act';
import { useCan } from './session';
import { parseSearch, stringifySearch, useView } from './useView';

function SaveView({ path }: { path: string }) {
  const t = useT();
  const { view } = useView();
  const { act } = useAct();
  const [name, setName] = useState('');
  const [opened, open] = useState(false);
  const save = async () => {
    const query = stringifySearch({ f: view.f, q: view.q, sort: view.sort }).slice(1);
    const made = await act({
      run: () => api.post('/saved-views', { name, path, query }),
      done: t('view.saved', { name }),
      renew: [['saved_view']],
    });
    if (made) open(false);
  };
  return (
    <Popover opened={opened} onChange={open} trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" onClick={() => open(!opened)}>
          {t('view.save')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Group align="end">
          <TextInput label={t('view.name')} value={name} onChange={(e) => setName(e.currentTarget.value)} />
          <ActButton onAct={save} disabled={!name.trim()}>
            {t('save')}
          </ActButton>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}

/** `path` is the page the view belongs to when it is not the list itself. */
export function SavedViews({ of, path = resource(of).path }: { of: string; path?: string }) {
  const can = useCan();
  const { view, set } = useView();
  const views = useQuery({ ...allQuery('saved_view', {}), staleTime: 60_000 });
  const mine = (views.data?.data ?? []).filter((v) => v.path === path);
  const savable = Boolean(view.f || view.q) && can('discussion_create');
  if (mine.length === 0 && !savable) return null;
  return (
    <Group gap="xs">
      {mine.map((v) => {
        const search = parseSearch(stringOf(v.query));
        const on = (search.f ?? '') === (view.f ?? '') && (search.q ?? '') === (view.q ?? '');
        return (
          <Button
            key={v.id}
            size="compact-sm"
            variant={on ? 'light' : 'default'}
            aria-pressed={on}
            onClick={() => set({ f: search.f ?? '', q: search.q ?? '', sort: search.sort ?? '' })}
          >
            {stringOf(v.name)}
          </Button>
        );
      })}
      {savable ? <SaveView path={path} /> : null}
    </Group>
  );
}
