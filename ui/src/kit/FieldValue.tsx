// A field's value as text, chosen by its type in the field table.
import { Anchor } from '@mantine/core';
import { use } from 'react';
import { type AnyRow, type Field, labelKey, stringOf } from '../api/types';
import { intlOf, LocaleContext, useT, useWords } from '../i18n';
import { Emotion, Obj, Pill } from './Chips';
import { Ago, Day, languageName, useNumber } from './Time';

const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string');

export function FieldValue({ row, name, field }: { row: AnyRow; name: string; field: Field }) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const locale = use(LocaleContext);
  const value = row[name];
  if (value === null || value === undefined || value === '') return <span title={t('none')}>{'–'}</span>;
  if (name === 'emotion' && typeof value === 'number') return <Emotion of={value} />;
  if (name === 'state' && typeof value === 'string') return <Pill of={value} />;
  if (name === 'language') return <>{languageName(stringOf(value), locale)}</>;
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
      if (typeof value === 'number' && `${name}_currency` in row) {
        return <Money minor={value} currency={stringOf(row[`${name}_currency`])} />;
      }
      return <>{number(typeof value === 'number' ? value : Number(value))}</>;
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

/** Money is kept in the currency's smallest unit; people read the whole one. */
export function Money({ minor, currency }: { minor: number; currency: string }) {
  const locale = use(LocaleContext);
  if (!/^[A-Z]{3}$/.test(currency)) return <>{(minor / 100).toLocaleString(intlOf(locale))}</>;
  const format = new Intl.NumberFormat(intlOf(locale), { style: 'currency', currency, maximumFractionDigits: 0 });
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return <>{format.format(minor / 10 ** digits)}</>;
}

/** The workspace's own fields of one object, as label and text. */
export function customFacts(row: AnyRow): [string, string][] {
  return Object.entries(row.custom ?? {}).map(([key, value]) => [key, stringOf(value) || String(value ?? '–')]);
}
