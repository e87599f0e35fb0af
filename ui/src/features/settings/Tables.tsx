// Settings that are lists of plain resources: the list, adding one, opening one.
import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { allQuery } from '../../api/queries';
import { type AnyRow, labelOf, resource, stringOf } from '../../api/types';
import { useT, useWords } from '../../i18n';
import { ApiForm } from '../../kit/ApiForm';
import { useAct } from '../../kit/act';
import { Obj } from '../../kit/Chips';
import { Section } from '../../kit/Page';
import { Await } from '../../kit/States';
import { rowCan, useCan } from '../../kit/session';
import css from './settings.module.css';

type TableProps = {
  of: string;
  only: string[];
  note: (row: AnyRow, words: (k: string, n: string) => string) => string;
};

function Table({ of, only, note }: TableProps) {
  const t = useT();
  const words = useWords();
  const can = useCan();
  const { act } = useAct();
  const query = useQuery(allQuery(of, {}));
  const [adding, add] = useState(false);
  const r = resource(of);
  const save = async (values: Record<string, unknown>) => {
    const made = await act({
      run: () => api.post<AnyRow>(`/${r.path}`, values),
      done: (row) => t('created', { what: labelOf(of, row) }),
      renew: [[of]],
      fields: true,
    });
    if (made) add(false);
    return made !== null;
  };
  const archive = (row: AnyRow) =>
    act({ run: () => api.del(`/${r.path}/${row.id}`, row.rev), done: t('archived'), renew: [[of]] });
  return (
    <>
      <Text size="sm" c="dimmed">
        {r.doc}
      </Text>
      <Await query={query} rows={4}>
        {({ data }) => (
          <ul className={css.plain}>
            {data.map((row) => (
              <li key={row.id} className={css.line}>
                <Obj id={row.id} label={labelOf(of, row)} />
                <Text span size="xs" c="dimmed">
                  {note(row, words)}
                </Text>
                {rowCan(row, 'delete') ? (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => void archive(row)}
                    aria-label={`${t('archive')} ${labelOf(of, row)}`}
                  >
                    {t('archive')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </Await>
      {can(`${r.group}_create`) && !adding ? (
        <div>
          <Button size="xs" onClick={() => add(true)}>
            {t('new.of', { what: words('resource', of) })}
          </Button>
        </div>
      ) : null}
      {adding ? (
        <Section title={t('new.of', { what: words('resource', of) })}>
          <Stack maw={480}>
            <ApiForm of={of} only={only} submit={t('create')} onSubmit={save} draft={`draft.${of}`}>
              <Button variant="subtle" onClick={() => add(false)}>
                {t('cancel')}
              </Button>
            </ApiForm>
          </Stack>
        </Section>
      ) : null}
    </>
  );
}

export const Sources = () => (
  <Table of="source" only={['name', 'kind', 'channel', 'history_days']} note={(r, w) => w('enum', stringOf(r.kind))} />
);
export const CustomFields = () => (
  <Table
    of="custom_field"
    only={['resource', 'key', 'name', 'type', 'choices', 'filterable']}
    note={(r, w) =>
      `${w('resource', stringOf(r.resource))} · ${w('enum', stringOf(r.type))} · custom.${stringOf(r.key)}`
    }
  />
);
export const Segments = () => (
  <Table of="segment" only={['name', 'rule', 'population']} note={(r) => stringOf(r.rule)} />
);
export const Products = () => (
  <Table of="product" only={['name', 'stage', 'vision']} note={(r, w) => w('enum', stringOf(r.stage))} />
);
export const Areas = () => (
  <Table of="area" only={['name', 'product_id', 'parent_id', 'owner_id']} note={(r) => stringOf(r.product_label)} />
);
export const Teams = () => <Table of="team" only={['name']} note={() => ''} />;
