// The inbox's right side: the words, who said them, and the triage panel.
import { Group, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type AnyRow, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { Obj, Pill, To } from '../../kit/Chips';
import { useCommands } from '../../kit/commands';
import kit from '../../kit/kit.module.css';
import { useWordsOf } from '../../kit/Quote';
import { rowCan } from '../../kit/session';
import { Ago, Due } from '../../kit/Time';
import css from './inbox.module.css';
import { TriagePanel } from './TriagePanel';
import type { Settling } from './useTriage';

function Head({ row }: { row: AnyRow }) {
  const t = useT();
  const words = useWords();
  return (
    <Group gap="sm" className={kit.inline}>
      {typeof row.account_id === 'string' ? <Obj id={row.account_id} label={stringOf(row.account_label)} /> : null}
      {typeof row.contact_id === 'string' ? (
        <Obj id={row.contact_id} label={stringOf(row.contact_label)} />
      ) : (
        <span>{t('anonymous')}</span>
      )}
      <Text span size="sm" c="dimmed">
        {[words('enum', stringOf(row.kind)), stringOf(row.source_label)].filter(Boolean).join(' · ')}
      </Text>
      <Text span size="sm" c="dimmed">
        {words('field', 'said_at')} <Ago at={stringOf(row.said_at)} />
      </Text>
      {row.due_at ? (
        <Text span size="sm">
          {words('field', 'due_at')} <Due at={stringOf(row.due_at)} />
        </Text>
      ) : null}
      {row.state === 'received' ? null : <Pill of={row.state} />}
      <To to={`/evidence/${row.id}`}>{t('inbox.openItem')}</To>
    </Group>
  );
}

export function InboxItem({ row, settling }: { row: AnyRow; settling: Settling }) {
  const t = useT();
  const navigate = useNavigate();
  const say = useWordsOf();
  useCommands('page', [
    {
      id: 'triage.open',
      label: 'inbox.openItem',
      keys: 'Space',
      run: () => void navigate({ to: `/evidence/${row.id}` }),
    },
  ]);
  return (
    <section className={css.item} aria-label={t('inbox.item')}>
      <Stack gap="md">
        <Head row={row} />
        {row.title ? <Text fw={600}>{stringOf(row.title)}</Text> : null}
        {row.question ? (
          <Text size="sm" c="dimmed" dir="auto">
            {t('evidence.answers', { question: stringOf(row.question) })}
          </Text>
        ) : null}
        <div className={kit.verbatim} lang={stringOf(row.language) || undefined} dir="auto">
          {say(row)}
        </div>
        {rowCan(row, 'update') ? <TriagePanel row={row} settling={settling} /> : null}
      </Stack>
    </section>
  );
}
