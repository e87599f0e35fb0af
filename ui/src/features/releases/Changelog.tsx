// A release's entries: what changed, for whom to read.
import { ActionIcon, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import kit from '../../kit/kit.module.css';
import { Section } from '../../kit/Page';
import { rowCan, useCan } from '../../kit/session';

const renew = [['changelog_entry']];

function Add({ release }: { release: string }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const [text, setText] = useState('');
  const [visibility, setVisibility] = useState<string>('customer');
  const add = async () => {
    const made = await act({
      run: () => api.post('/changelog-entries', { release_id: release, text: text.trim(), visibility }),
      done: t('release.entryAdded'),
      renew,
    });
    if (made) setText('');
  };
  return (
    <Stack gap="xs" mt="sm">
      <Textarea
        label={t('release.addEntry')}
        description={t('release.entryWhy')}
        autosize
        minRows={1}
        value={text}
        onChange={(e) => setText(e.currentTarget.value)}
        maxLength={4000}
      />
      <Group gap="xs">
        <Select
          size="xs"
          aria-label={words('field', 'visibility')}
          data={['internal', 'customer', 'public'].map((a) => ({ value: a, label: words('enum', a) }))}
          value={visibility}
          onChange={(v) => setVisibility(v ?? 'customer')}
          allowDeselect={false}
          w={140}
        />
        <ActButton size="xs" variant="default" disabled={!text.trim()} onAct={add}>
          {t('release.addEntry')}
        </ActButton>
      </Group>
    </Stack>
  );
}

export function Changelog({ release }: { release: AnyRow }) {
  const t = useT();
  const words = useWords();
  const can = useCan();
  const { act } = useAct();
  const { data } = useQuery(allQuery('changelog_entry', { f: `release_id:${release.id}` }));
  const rows = data?.data ?? [];
  return (
    <Section title={t('resource.changelog_entry.many')}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('release.noEntries')}
        </Text>
      ) : null}
      <ul className={kit.plainList}>
        {rows.map((e) => (
          <li key={e.id} className={kit.inline}>
            <span dir="auto">{stringOf(e.text)}</span>
            <Text span size="xs" c="dimmed">
              {words('enum', stringOf(e.visibility))}
            </Text>
            {rowCan(e, 'delete') ? (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t('release.dropEntry', { text: stringOf(e.text).slice(0, 60) })}
                onClick={() =>
                  void act({ run: () => api.del(`/changelog-entries/${e.id}`, e.rev), done: t('archived'), renew })
                }
              >
                {'×'}
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {can('roadmap_create') ? <Add release={release.id} /> : null}
    </Section>
  );
}
