// The page of any object: title, state, thread, fields, links, comments, history. Hand-made pages put their own main
// part in the middle.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../api/client';
import { oneQuery } from '../api/queries';
import { type AnyRow, labelOf, resource } from '../api/types';
import { useT, useWords } from '../i18n';
import { ActButton } from './ActButton';
import { ApiForm, writable } from './ApiForm';
import { useAct } from './act';
import { hrefOf, Obj, To } from './Chips';
import { Comments } from './Comments';
import { useCommands } from './commands';
import { copyText } from './copy';
import { customFacts, FieldValue } from './FieldValue';
import { History } from './History';
import css from './kit.module.css';
import { Links } from './Links';
import { Move } from './Move';
import { Facts, Page, Section } from './Page';
import { Await, Region } from './States';
import { rowCan } from './session';
import { Thread } from './Thread';
import { Ago } from './Time';
import { usePatch } from './usePatch';

const onThread = new Set([
  'evidence',
  'theme',
  'insight',
  'opportunity',
  'decision',
  'roadmap_item',
  'release',
  'answer',
  'goal',
]);
const linked = new Set([...onThread, 'struggling_moment']);

/** All fields as a list of facts; `e` turns it into a form. */
export function Fields({
  of,
  row,
  skip = [],
  showLabel,
}: {
  of: string;
  row: AnyRow;
  skip?: string[];
  /** Where no title says what the object is called. */
  showLabel?: boolean;
}) {
  const t = useT();
  const words = useWords();
  const [editing, edit] = useState(false);
  const patch = usePatch(of);
  const may = rowCan(row, 'update') && !row.archived_at;
  useCommands('item', may ? [{ id: 'edit', label: 'edit', keys: 'e', run: () => edit(true) }] : []);
  const shown = Object.entries(resource(of).fields).filter(
    ([key]) => !skip.includes(key) && (showLabel || key !== resource(of).label),
  );
  const names = writable(of, false);
  const save = async (values: Record<string, unknown>) => {
    const set = Object.fromEntries(
      names.filter((n) => (values[n] ?? null) !== (row[n] ?? null)).map((n) => [n, values[n] ?? null]),
    );
    if (Object.keys(set).length > 0) await patch.mutateAsync({ id: row.id, set });
    edit(false);
    return true;
  };
  return (
    <Section
      title={t('fields')}
      aside={
        may && !editing ? (
          <Button size="compact-xs" variant="default" onClick={() => edit(true)}>
            {t('edit')}
          </Button>
        ) : null
      }
    >
      {editing ? (
        <ApiForm of={of} only={names} start={row} submit={t('save')} onSubmit={save}>
          <Button variant="subtle" onClick={() => edit(false)}>
            {t('cancel')}
          </Button>
        </ApiForm>
      ) : (
        <Facts
          of={[
            ...shown
              .filter(([key]) => row[key] !== null && row[key] !== undefined && row[key] !== '' && row[key] !== false)
              .map(
                ([key, field]) =>
                  [words('field', key), <FieldValue key={key} row={row} name={key} field={field} />] as const,
              ),
            ...customFacts(row),
            [
              t('created.at'),
              <span key="c">
                <Ago at={row.created_at} /> {row.created_by_label ?? ''}
              </span>,
            ],
            [t('updated.at'), <Ago key="u" at={row.updated_at} />],
          ]}
        />
      )}
    </Section>
  );
}

function Archive({ of, row }: { of: string; row: AnyRow }) {
  const t = useT();
  const { act } = useAct();
  const path = `/${resource(of).path}/${row.id}`;
  if (row.archived_at) {
    return (
      <ActButton
        size="xs"
        variant="default"
        onAct={() => act({ run: () => api.post(`${path}/restore`, {}, row.rev), done: t('restored') })}
      >
        {t('restore')}
      </ActButton>
    );
  }
  if (!rowCan(row, 'delete')) return null;
  return (
    <ActButton
      size="xs"
      variant="default"
      onAct={() => act({ run: () => api.del(path, row.rev), done: t('archived') })}
    >
      {t('archive')}
    </ActButton>
  );
}

export type ObjectPageProps = {
  of: string;
  id: string;
  title?: (row: AnyRow) => string;
  actions?: (row: AnyRow) => ReactNode;
  main?: (row: AnyRow) => ReactNode;
  side?: (row: AnyRow) => ReactNode;
  skip?: string[];
  /** Kinds of links that the main part lists itself. */
  unlisted?: readonly string[];
};

function ObjectBody({ row, of, title, actions, main, side, skip, unlisted }: ObjectPageProps & { row: AnyRow }) {
  const t = useT();
  const { say } = useAct();
  const name = title ? title(row) : labelOf(of, row);
  const copy = () => {
    void copyText(`[${row.number ? `${row.number} ` : ''}${name}](${location.href})`);
    say(t('copied'));
  };
  const copyId = () => {
    void copyText(row.number ?? row.id);
    say(t('copied'));
  };
  useCommands('page', [
    { id: 'copy.link', label: 'copy.link', keys: 'y', run: copy },
    { id: 'copy.id', label: 'copy.id', keys: 'Y', run: copyId },
    { id: 'back', label: 'back', keys: 'Escape', quiet: true, run: () => window.history.back() },
  ]);
  return (
    <Page
      title={name}
      number={row.number}
      mark={<Move of={of} row={row} />}
      actions={
        <>
          {actions?.(row)}
          <Archive of={of} row={row} />
        </>
      }
    >
      {row.archived_at ? (
        <Text size="sm" c="dimmed">
          {t('archived.note')} <Ago at={row.archived_at} />
        </Text>
      ) : null}
      {onThread.has(of) ? <Thread id={row.id} of={of} /> : null}
      <div className={css.split}>
        <div className={css.splitMain}>
          {main ? <Region name="main">{main(row)}</Region> : <Fields of={of} row={row} skip={skip} />}
          <Region name="comments">
            <Comments object={row.id} />
          </Region>
          <Region name="history">
            <History of={of} id={row.id} />
          </Region>
        </div>
        <aside className={css.side} aria-label={t('side')}>
          {side ? <Region name="side">{side(row)}</Region> : null}
          {main ? <Fields of={of} row={row} skip={skip} /> : null}
          {linked.has(of) ? <Links of={of} id={row.id} editable={rowCan(row, 'update')} unlisted={unlisted} /> : null}
        </aside>
      </div>
    </Page>
  );
}

export function ObjectPage(props: ObjectPageProps) {
  const t = useT();
  const words = useWords();
  const query = useQuery(oneQuery(props.of, props.id));
  const merged = query.data?.merged_into;
  return (
    <>
      <Group gap="xs" px="lg" pt="sm" className={css.crumbs}>
        <To to={`/${resource(props.of).path}`}>{words('resource', `${props.of}.many`)}</To>
      </Group>
      <Await query={query}>
        {(row) =>
          merged ? (
            <Text p="lg">
              {t('merged')} <Obj id={merged} />
              <Navigate to={hrefOf(props.of, merged)} replace />
            </Text>
          ) : (
            <ObjectBody {...props} row={row} />
          )
        }
      </Await>
    </>
  );
}
