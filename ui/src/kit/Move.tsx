// The state of an object and what may become of it. Moves that are not open now say why; moves that want a reason ask.
import { Button, Group, Menu, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../api/client';
import { type AnyRow, resource } from '../api/types';
import { useT, useWords } from '../i18n';
import { ActButton } from './ActButton';
import { useAct } from './act';
import { Pill } from './Chips';
import { rowCan } from './session';

const wantsReason = new Set(['bounced', 'dropped', 'retired']);

export function Move({ of, row }: { of: string; row: AnyRow }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const [asking, ask] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const r = resource(of);
  const moves = r.moves.filter((m) => m.from === row.state);
  const move = async (to: string, why?: string) => {
    const done = await act({
      run: () => api.post(`/${r.path}/${row.id}/move`, { to, reason: why || undefined }, row.rev),
      done: t('moved', { state: words('state', to) }),
    });
    if (done) ask(null);
  };
  if (!row.state) return null;
  if (moves.length === 0) return <Pill of={row.state} />;
  return (
    <Group gap="xs">
      <Menu>
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={t('move.open', { state: words('state', row.state) })}
          >
            <Pill of={row.state} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {moves.map((m) => (
            <Menu.Item
              key={m.to}
              disabled={!rowCan(row, `move:${m.to}`)}
              title={rowCan(row, `move:${m.to}`) ? undefined : t('move.notYours')}
              onClick={() => (wantsReason.has(m.to) ? ask(m.to) : void move(m.to))}
            >
              {words('state', m.to)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {asking ? (
        <Group gap="xs">
          <TextInput
            size="xs"
            autoFocus
            aria-label={t('reason')}
            placeholder={t('reason')}
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <ActButton size="xs" disabled={!reason.trim()} onAct={() => move(asking, reason)}>
            {words('state', asking)}
          </ActButton>
          <Button size="xs" variant="subtle" onClick={() => ask(null)}>
            {t('cancel')}
          </Button>
        </Group>
      ) : null}
    </Group>
  );
}
