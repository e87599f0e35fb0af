// Who may do what: roles across, permissions down.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useT, useWords } from '../../i18n';
import { Await } from '../../kit/States';
import { useMe } from '../../kit/session';
import { type Matrix, matrixQuery } from './queries';
import css from './settings.module.css';

function MatrixTable({ matrix }: { matrix: Matrix }) {
  const t = useT();
  const words = useWords();
  const me = useMe();
  const groups = [...new Set(matrix.permissions.map((p) => p.group))];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by keys
    <section className={css.matrix} tabIndex={0} aria-label={t('settings.roles')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('roles.permission')}</th>
            {matrix.roles.map((r) => (
              <th key={r.name} scope="col" data-mine={me?.member.roles.includes(r.name) || undefined}>
                {r.label}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((g) => (
          <tbody key={g}>
            {matrix.permissions
              .filter((p) => p.group === g)
              .map((p) => (
                <tr key={p.name}>
                  <th scope="row">{p.label || words('permission', p.name)}</th>
                  {matrix.roles.map((r) => {
                    const yes = r.permissions.includes(p.name);
                    return (
                      <td key={r.name} data-yes={yes || undefined}>
                        <span aria-hidden="true">{yes ? '●' : '·'}</span>
                        <span className={css.hidden}>{yes ? t('yes') : t('no')}</span>
                      </td>
                    );
                  })}
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

export function Roles() {
  const t = useT();
  const query = useQuery(matrixQuery);
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('roles.why')}
      </Text>
      <Await query={query}>{(matrix) => <MatrixTable matrix={matrix} />}</Await>
    </>
  );
}
