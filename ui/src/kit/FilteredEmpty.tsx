// Nothing fits the filter: names each part, so that the one that hides everything can be dropped.
import { Button } from '@mantine/core';
import { useT, useWords } from '../i18n';
import { dropToken, parseFilter } from './filter';
import { Empty } from './States';

type Props = { f: string; q: string; onChange: (f: string, q: string) => void };

export function FilteredEmpty({ f, q, onChange }: Props) {
  const t = useT();
  const words = useWords();
  const { tokens } = parseFilter(f);
  return (
    <Empty title={t('list.filteredEmpty')} why={t('list.filteredWhy')}>
      {q ? (
        <Button size="xs" variant="default" onClick={() => onChange(f, '')}>
          {t('filter.without', { token: `“${q}”` })}
        </Button>
      ) : null}
      {tokens.map((token, i) => (
        <Button
          key={`${token.field} ${token.values.join()}`}
          size="xs"
          variant="default"
          onClick={() => onChange(dropToken(f, i), q)}
        >
          {t('filter.without', {
            token: `${token.not ? `${t('filter.not')} ` : ''}${words('field', token.field)}: ${token.values.join(', ')}`,
          })}
        </Button>
      ))}
      {tokens.length + (q ? 1 : 0) > 1 ? (
        <Button size="xs" variant="subtle" onClick={() => onChange('', '')}>
          {t('filter.clear')}
        </Button>
      ) : null}
    </Empty>
  );
}
