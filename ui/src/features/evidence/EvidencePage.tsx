// One evidence item: the words left with their highlights and our reading, the facts right.
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { oneQuery } from '../../api/queries';
import { type AnyRow, stringOf } from '../../api/types';
import { useT } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { Consent } from '../../kit/Consent';
import kit from '../../kit/kit.module.css';
import { ObjectPage } from '../../kit/ObjectPage';
import { Section } from '../../kit/Page';
import { shorten, useWordsOf } from '../../kit/Quote';
import { StatusLink } from '../../kit/StatusLink';
import { useParam } from '../../kit/useParam';
import { WordsWithHighlights } from './Highlights';
import { Moments } from './Moments';
import { suggestionsQuery } from './queries';
import { Reading } from './Reading';
import { Versions } from './Versions';

function Similar({ id }: { id: string }) {
  const t = useT();
  const { data } = useQuery(suggestionsQuery(id));
  const near = data
    ? [...data.duplicates, ...data.similar].filter((n, i, all) => all.findIndex((m) => m.id === n.id) === i)
    : [];
  if (near.length === 0) return null;
  return (
    <Section title={t('similar')}>
      <ul className={kit.plainList}>
        {near.slice(0, 8).map((n) => (
          <li key={n.id}>
            <Text size="sm" dir="auto">
              <Obj id={n.id} label={shorten(n.verbatim, 160)} />
            </Text>
            <Text size="xs" c="dimmed">
              {[
                n.score.toFixed(2).replace(/^0/, ''),
                n.same_contact ? t('similar.same') : '',
                n.account_label,
                n.contact_label,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Main({ row }: { row: AnyRow }) {
  const t = useT();
  const say = useWordsOf();
  return (
    <Stack gap="md">
      {row.question ? (
        <Text size="sm" c="dimmed" dir="auto">
          {t('evidence.answers', { question: stringOf(row.question) })}
        </Text>
      ) : null}
      <WordsWithHighlights row={row} text={say(row)} />
      <div>
        <Reading row={row} />
        <Moments row={row} />
        <Versions row={row} />
        <Similar id={row.id} />
      </div>
    </Stack>
  );
}

function Author({ id }: { id: string }) {
  const t = useT();
  const { data } = useQuery(oneQuery('contact', id));
  if (!data) return null;
  return (
    <Section title={t('resource.contact')}>
      <Stack gap="sm">
        <Text size="sm">
          <Obj id={id} label={stringOf(data.name) || stringOf(data.email)} />
          {typeof data.account_id === 'string' ? (
            <>
              {', '}
              <Obj id={data.account_id} label={stringOf(data.account_label)} />
            </>
          ) : null}
        </Text>
        <Consent contact={data} />
        <div>
          <StatusLink contact={id} />
        </div>
      </Stack>
    </Section>
  );
}

const shownElsewhere = ['verbatim', 'question', 'request', 'need', 'emotion', 'urgency', 'no_theme'];

export function EvidencePage() {
  const t = useT();
  const say = useWordsOf();
  const id = useParam('id');
  return (
    <ObjectPage
      key={id}
      of="evidence"
      id={id}
      title={(row) => stringOf(row.title) || shorten(say(row), 90)}
      main={(row) => <Main row={row} />}
      side={(row) =>
        typeof row.contact_id === 'string' ? (
          <Author id={row.contact_id} />
        ) : (
          <Section title={t('resource.contact')}>
            <Text size="sm" c="dimmed">
              {t('evidence.anonymous')}
            </Text>
          </Section>
        )
      }
      skip={shownElsewhere}
    />
  );
}
