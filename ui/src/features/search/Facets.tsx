// Facets of the matches: each value with its count adds a filter; those that are on can be taken off again.
import { use } from 'react';
import { type Locale, LocaleContext, useT, useWords } from '../../i18n';
import { addToken, parseFilter, setToken } from '../../kit/filter';
import { languageName, useNumber } from '../../kit/Time';
import type { Facet, FacetValue } from './queries';
import css from './search.module.css';

type Props = { facets: Facet[]; f: string; onChange: (f: string) => void };

const shown = 6;

function nameOf(field: string, v: FacetValue, words: (kind: string, name: string) => string, locale: Locale): string {
  if (field === 'language') return languageName(v.value, locale);
  if (field === 'state') return words('state', v.value);
  if (field === 'emotion') return words('mood', v.value);
  return v.label && v.label !== v.value ? v.label : words('enum', v.value);
}

export function Facets({ facets, f, onChange }: Props) {
  const t = useT();
  const words = useWords();
  const number = useNumber();
  const locale = use(LocaleContext);
  const { tokens } = parseFilter(f);
  const isOn = (field: string, value: string) =>
    tokens.some((x) => x.field === field && !x.not && x.values.includes(value));
  const toggle = (field: string, value: string) =>
    onChange(isOn(field, value) ? setToken(f, field, null) : addToken(f, { field, not: false, values: [value] }));
  return (
    <nav aria-label={t('search.facets')} className={css.facets}>
      {facets
        .filter((facet) => facet.values.length > 0)
        .map((facet) => (
          <div key={facet.field}>
            <h2 className={css.facetName}>{words('field', facet.field)}</h2>
            <ul className={css.facetValues}>
              {facet.values.slice(0, shown).map((v) => (
                <li key={v.value}>
                  <button
                    type="button"
                    className={css.facet}
                    aria-pressed={isOn(facet.field, v.value)}
                    onClick={() => toggle(facet.field, v.value)}
                  >
                    <span className={css.facetLabel}>{nameOf(facet.field, v, words, locale)}</span>
                    <span className={css.count}>{number(v.count)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}
