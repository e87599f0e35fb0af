// A field's value as text, chosen by its type in the field table.
import { Anchor } from '@mantine/core';
import { type AnyRow, type Field, labelKey, stringOf } from '../api/types';
import { useT, useWords } from '../i18n';
import { Emotion, Obj, Pill } from './Chips';
import { Ago, Day, useNumber } from './Time';

const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string');

export function FieldValue({ row, name, field }: { row: AnyRow; name: string; field: Field }) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const value = row[name];
  if (value === null || value === undefined || value === '') return <span title={t('none')}>{'–'}</span>;
  if (name === 'emotion' && typeof value === 'number') return <Emotion of={value} />;
  if (name === 'state' && typeof value === 'string') return <Pill of={value} />;
  switch (field.type) {
    case 'ref':
      return <Obj id={stringOf(value)} label={stringOf(row[labelKey(name)])} />;
    case 'enum':
      return <>{words('enum', stringOf(value))}</>;
    case 'enum_list':
      return <>{isStrings(value) ? value.map((v) => words('enum', v)).join(', ') : ''}</>;
    case 'text_list':
      return <>{isStrings(value) ? value.join('; ') : ''}</>;
    case 'bool':
      return <>{value ? t('yes') : t('no')}</>;
    case 'integer':
    case 'number':
      return <>{number(typeof value === 'number' ? value : Number(value))}</>;
    case 'time':
      return <Ago at={stringOf(value)} />;
    case 'date':
      return <Day at={stringOf(value)} />;
    case 'url':
      return /^https?:\/\//.test(stringOf(value)) ? (
        <Anchor href={stringOf(value)} target="_blank" rel="noreferrer noopener" inherit>
          {stringOf(value)}
        </Anchor>
      ) : (
        stringOf(value)
      );
    case 'json':
      return <code>{JSON.stringify(value)}</code>;
    default:
      return <span dir="auto">{stringOf(value)}</span>;
  }
}

/** The workspace's own fields of one object, as label and text. */
export function customFacts(row: AnyRow): [string, string][] {
  return Object.entries(row.custom ?? {}).map(([key, value]) => [key, stringOf(value) || String(value ?? '–')]);
}
