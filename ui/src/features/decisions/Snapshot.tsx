// What was known when the record was closed: claims, counts and links, frozen. Shown as plain facts.

import { useT, useWords } from '../../i18n';
import { Obj } from '../../kit/Chips';
import { Facts, Section } from '../../kit/Page';

type Entry = readonly [string, unknown];

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** A frozen value as text; objects with an id as links. */
function Value({ of }: { of: unknown }) {
  if (of === null || of === undefined) return <>{'–'}</>;
  if (Array.isArray(of)) {
    return (
      <>
        {of.map((v) => (
          <div key={JSON.stringify(v)}>
            <Value of={v} />
          </div>
        ))}
      </>
    );
  }
  if (isObject(of)) {
    const id = of.id;
    if (typeof id === 'string')
      return (
        <Obj
          id={id}
          label={typeof of.label === 'string' ? of.label : id}
          number={typeof of.number === 'string' ? of.number : null}
        />
      );
    return (
      <>
        {Object.entries(of)
          .map(
            ([k, v]) =>
              `${k.replace(/_/g, ' ')} ${typeof v === 'number' ? Math.round(v * 100) / 100 : String(v ?? '–')}`,
          )
          .join(' · ')}
      </>
    );
  }
  return <>{typeof of === 'number' ? Math.round(of * 100) / 100 : String(of)}</>;
}

export function Snapshot({ of }: { of: unknown }) {
  const t = useT();
  const words = useWords();
  if (!isObject(of)) return null;
  const entries: Entry[] = Object.entries(of);
  if (entries.length === 0) return null;
  return (
    <Section title={t('decision.snapshot')}>
      <Facts of={entries.map(([k, v]) => [words('word', k), <Value key={k} of={v} />] as const)} />
    </Section>
  );
}
