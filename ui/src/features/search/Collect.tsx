// Makes a theme of what was found: its name, and whether new matches shall join by themselves.
import { Button, Checkbox, Group, Popover, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import type { AnyRow } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { hrefOf } from '../../kit/Chips';

type Collected = { theme: AnyRow; linked: number; job: string | null };

export function Collect({ q, f }: { q: string; f: string }) {
  const t = useT();
  const navigate = useNavigate();
  const { act } = useAct();
  const [opened, open] = useState(false);
  const [name, setName] = useState('');
  const [rule, setRule] = useState(false);
  const make = async () => {
    const made = await act({
      run: () =>
        api.post<Collected>('/themes/collect', { name: name.trim(), q: q || undefined, f: f || undefined, rule }),
      done: (c) => t('search.collected', { n: c.linked, name: name.trim() }),
    });
    if (made) void navigate({ to: hrefOf('theme', made.theme.id, made.theme.number) });
  };
  return (
    <Popover opened={opened} onChange={open} trapFocus position="bottom-end">
      <Popover.Target>
        <Button size="xs" variant="default" onClick={() => open(!opened)}>
          {t('search.collect')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void make();
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t('search.collect.name')}
              maxLength={120}
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <Checkbox
              label={t('search.collect.rule')}
              checked={rule}
              onChange={(e) => setRule(e.currentTarget.checked)}
            />
            <Group>
              <ActButton onAct={make} disabled={!name.trim()}>
                {t('search.collect.do')}
              </ActButton>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
