// Highlights of an item: choosing a part of the words, giving it a code and a note, taking it away again.
import { ActionIcon, Autocomplete, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../../api/client';
import { allQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { ActButton } from '../../kit/ActButton';
import { useAct } from '../../kit/act';
import { Obj } from '../../kit/Chips';
import kit from '../../kit/kit.module.css';
import { rowCan, useCan } from '../../kit/session';
import { Ago } from '../../kit/Time';
import css from './evidence.module.css';
import { pointsOf, type Span } from './spans';
import { type Mark, Words } from './Words';

const numberOf = (v: unknown) => (typeof v === 'number' ? v : null);

/** Highlights that still have a place; those a correction lost are listed apart. */
function marksOf(rows: AnyRow[]): Mark[] {
  return rows.flatMap((h) => {
    const start = numberOf(h.start);
    const length = numberOf(h.length);
    return start === null || length === null || length <= 0
      ? []
      : [{ id: h.id, start, length, label: stringOf(h.code_label) || stringOf(h.note) }];
  });
}

async function codeId(name: string, codes: AnyRow[]): Promise<string | undefined> {
  const wanted = name.trim();
  if (!wanted) return undefined;
  const known = codes.find((c) => stringOf(c.name).toLowerCase() === wanted.toLowerCase());
  return known?.id ?? (await api.post<AnyRow>('/codes', { name: wanted })).body.id;
}

type FormProps = { row: AnyRow; span: Span; quote: string; close: () => void };

function HighlightForm({ row, span, quote, close }: FormProps) {
  const t = useT();
  const can = useCan();
  const { act } = useAct();
  const { data } = useQuery(allQuery('code', { sort: 'name' }));
  const codes = data?.data ?? [];
  const [code, setCode] = useState('');
  const [note, setNote] = useState('');
  const isNew = code.trim() !== '' && !codes.some((c) => stringOf(c.name).toLowerCase() === code.trim().toLowerCase());
  const save = async () => {
    const made = await act({
      run: async () =>
        api.post<AnyRow>('/highlights', {
          evidence_id: row.id,
          ...span,
          code_id: await codeId(code, codes),
          note: note || undefined,
        }),
      done: t('highlight.made'),
      renew: [['highlight'], ['code']],
    });
    if (made) close();
  };
  return (
    <form
      className={css.form}
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <Text size="sm" lineClamp={2} dir="auto">
        {`“${quote}”`}
      </Text>
      <Group align="end" gap="sm">
        <Autocomplete
          autoFocus
          label={t('highlight.code')}
          data={[...new Set(codes.map((c) => stringOf(c.name)))]}
          value={code}
          onChange={setCode}
          description={isNew && can('themes_create') ? t('highlight.newCode') : undefined}
          maxLength={120}
        />
        <TextInput label={t('highlight.note')} value={note} onChange={(e) => setNote(e.currentTarget.value)} flex={1} />
        <Button type="submit" disabled={isNew && !can('themes_create')}>
          {t('highlight.make')}
        </Button>
        <Button variant="subtle" onClick={close}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}

function HighlightList({ rows }: { rows: AnyRow[] }) {
  const t = useT();
  const { act } = useAct();
  if (rows.length === 0) return null;
  const drop = (h: AnyRow) =>
    act({ run: () => api.del(`/highlights/${h.id}`, h.rev), done: t('highlight.dropped'), renew: [['highlight']] });
  return (
    <ul className={kit.plainList} aria-label={t('highlights')}>
      {rows.map((h) => (
        <li key={h.id} className={css.highlight}>
          <div>
            <Text size="sm" dir="auto">
              {`“${stringOf(h.quote)}”`}
              {numberOf(h.start) === null ? ` ${t('highlight.lost')}` : ''}
            </Text>
            <Text size="xs" c="dimmed">
              {typeof h.code_id === 'string' ? <Obj id={h.code_id} label={stringOf(h.code_label)} /> : null}{' '}
              {[stringOf(h.note), stringOf(h.created_by_label)].filter(Boolean).join(' · ')} <Ago at={h.created_at} />
            </Text>
          </div>
          {rowCan(h, 'delete') ? (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('highlight.drop', { quote: stringOf(h.quote).slice(0, 60) })}
              onClick={() => void drop(h)}
            >
              {'×'}
            </ActionIcon>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

export function WordsWithHighlights({ row, text }: { row: AnyRow; text: string }) {
  const t = useT();
  const can = useCan();
  const { data } = useQuery(allQuery('highlight', { f: `evidence_id:${row.id}` }));
  const rows = data?.data ?? [];
  const [picked, pick] = useState<Span | null>(null);
  const [coding, code] = useState(false);
  const again = useRef<HTMLDivElement>(null);
  const editable = can('evidence_create') && !row.archived_at && stringOf(row.verbatim) !== '';
  const close = () => {
    pick(null);
    code(false);
    again.current?.querySelector<HTMLElement>('[role="document"]')?.focus();
  };
  return (
    <Stack gap="sm" ref={again}>
      <Words
        text={text}
        language={stringOf(row.language)}
        marks={marksOf(rows)}
        picked={picked}
        pick={pick}
        settle={() => code(true)}
        editable={editable}
      />
      {picked && !coding ? (
        <Group>
          <ActButton size="xs" variant="light" onAct={async () => code(true)}>
            {t('highlight.start')}
          </ActButton>
        </Group>
      ) : null}
      {picked && coding ? (
        <HighlightForm
          key={`${picked.start} ${picked.length}`}
          row={row}
          span={picked}
          quote={pointsOf(text)
            .slice(picked.start, picked.start + picked.length)
            .join('')}
          close={close}
        />
      ) : null}
      <HighlightList rows={rows} />
    </Stack>
  );
}
