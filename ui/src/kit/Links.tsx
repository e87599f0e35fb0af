// What an object is linked to, with who linked it and why; linking more and taking a link away.
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client';
import { type Link, linksQuery } from '../api/queries';
import { useT, useWords } from '../i18n';
import { ActButton } from './ActButton';
import { useAct } from './act';
import { By, Obj } from './Chips';
import css from './kit.module.css';
import { Section } from './Page';
import { RefSelect } from './RefSelect';

/** Which resources a resource may be linked to (domain.md section 1). */
const partners: Readonly<Record<string, readonly string[]>> = {
  evidence: ['theme', 'insight', 'opportunity', 'struggling_moment'],
  theme: ['insight', 'opportunity', 'evidence'],
  insight: ['opportunity', 'evidence', 'theme'],
  struggling_moment: ['evidence', 'opportunity'],
  opportunity: ['theme', 'insight', 'evidence', 'roadmap_item', 'decision', 'goal', 'struggling_moment'],
  goal: ['opportunity'],
  decision: ['opportunity', 'roadmap_item'],
  roadmap_item: ['opportunity', 'release', 'decision'],
  release: ['roadmap_item'],
  answer: ['evidence'],
};

type LinkRow = { link: Link; id: string; label: string; type: string };

function LinkLine({ row, drop }: { row: LinkRow; drop?: () => void }) {
  const t = useT();
  return (
    <li className={css.linkLine}>
      <span className={css.inline}>
        {row.link.sign < 0 ? (
          <Text span size="xs" c="var(--es-bad)">
            {t('link.against')}
          </Text>
        ) : null}
        <Obj id={row.id} label={row.label} />
        <By by={row.link.by} />
      </span>
      {drop ? (
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('link.drop', { what: row.label })}
          onClick={drop}
        >
          {'×'}
        </ActionIcon>
      ) : null}
    </li>
  );
}

function AddLink({ of, id, close }: { of: string; id: string; close: () => void }) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const choices = partners[of] ?? [];
  const [type, setType] = useState(choices[0] ?? '');
  const [to, setTo] = useState<string | null>(null);
  const [sign, setSign] = useState('1');
  const signed = of === 'insight' || type === 'insight' || (of === 'opportunity' && type === 'evidence');
  const add = async () => {
    const done = await act({
      run: () => api.post('/links', { from: id, to, sign: Number(sign) }),
      done: t('link.made'),
    });
    if (done) close();
  };
  return (
    <Stack gap="xs" mt="xs">
      <Group gap="xs" align="end">
        <Select
          label={t('link.type')}
          data={choices.map((c) => ({ value: c, label: words('resource', c) }))}
          value={type}
          onChange={(v) => setType(v ?? '')}
          allowDeselect={false}
        />
        {signed ? (
          <Select
            label={t('link.sign')}
            data={[
              { value: '1', label: t('link.supports') },
              { value: '-1', label: t('link.contradicts') },
            ]}
            value={sign}
            onChange={(v) => setSign(v ?? '1')}
            allowDeselect={false}
          />
        ) : null}
      </Group>
      {type ? <RefSelect key={type} of={type} label={words('resource', type)} value={to} onChange={setTo} /> : null}
      <Group gap="xs">
        <ActButton size="xs" onAct={add} disabled={!to}>
          {t('link.add')}
        </ActButton>
        <Button size="xs" variant="subtle" onClick={close}>
          {t('cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

type LinksProps = {
  of: string;
  id: string;
  editable: boolean;
  /** Kinds that the page lists elsewhere. */
  unlisted?: readonly string[];
};

export function Links({ of, id, editable, unlisted = [] }: LinksProps) {
  const t = useT();
  const words = useWords();
  const { act } = useAct();
  const { data } = useQuery(linksQuery(id));
  const [adding, add] = useState(false);
  const rows = (data?.data ?? []).map(
    (link): LinkRow =>
      link.from === id
        ? { link, id: link.to, label: link.to_label, type: link.to_type }
        : { link, id: link.from, label: link.from_label, type: link.from_type },
  );
  const types = [...new Set(rows.map((r) => r.type))].filter((type) => !unlisted.includes(type));
  const drop = (row: LinkRow) => void act({ run: () => api.del(`/links/${row.link.id}`), done: t('link.dropped') });
  return (
    <Section
      title={t('links')}
      aside={
        editable && partners[of] && !adding ? (
          <Button size="compact-xs" variant="default" onClick={() => add(true)}>
            {t('link.add')}
          </Button>
        ) : null
      }
    >
      {rows.length === 0 && !adding ? (
        <Text size="sm" c="dimmed">
          {t('links.none')}
        </Text>
      ) : null}
      {types.map((type) => {
        const some = rows.filter((r) => r.type === type);
        return (
          <div key={type}>
            <Text size="xs" c="dimmed" mt="xs">
              {words('resource', `${type}.many`)} {some.length}
            </Text>
            <ul className={css.plainList}>
              {some.slice(0, 20).map((row) => (
                <LinkLine key={row.link.id} row={row} drop={editable ? () => drop(row) : undefined} />
              ))}
            </ul>
            {some.length > 20 ? (
              <Text size="xs" c="dimmed">
                {t('thread.more', { n: some.length - 20 })}
              </Text>
            ) : null}
          </div>
        );
      })}
      {adding ? <AddLink of={of} id={id} close={() => add(false)} /> : null}
    </Section>
  );
}
