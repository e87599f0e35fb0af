// The long list: all rows are counted for readers, the sort is told. Walking and selecting by keys needs layout and is
// tested in the browser (tests/ui).
import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AnyRow } from '../api/types';
import { row } from '../test/fakeApi';
import { type Column, DataTable } from './DataTable';

const columns: Column[] = [{ id: 'name', label: 'Name', sort: true, cell: (r) => String(r.name) }];
const rowsOf = (n: number): AnyRow[] => Array.from({ length: n }, (_, i) => row(`th_${i}`, { name: `Theme ${i}` }));

afterEach(cleanup);

function show(rows: AnyRow[], onSort = vi.fn()) {
  function Host() {
    const [selected, select] = useState<ReadonlySet<string>>(new Set());
    return (
      <DataTable
        label="Themes"
        columns={columns}
        data={{ rows, total: rows.length }}
        nav={{ open: () => undefined, selected, select }}
        sort="name"
        onSort={onSort}
      />
    );
  }
  render(
    <MantineProvider env="test">
      <Host />
    </MantineProvider>,
  );
  return { onSort, user: userEvent.setup() };
}

describe('DataTable', () => {
  it('counts all rows for readers, whatever is in the document', () => {
    show(rowsOf(5000));
    expect(document.querySelectorAll('tbody tr').length).toBeLessThanOrEqual(80);
    expect(screen.getByRole('table', { name: 'Themes' }).getAttribute('aria-rowcount')).toBe('5001');
  });

  it('turns the sort around and says it to readers', async () => {
    const { user, onSort } = show(rowsOf(3));
    expect(screen.getByRole('columnheader', { name: /Name/ }).getAttribute('aria-sort')).toBe('ascending');
    await user.click(screen.getByRole('button', { name: /Name/ }));
    expect(onSort).toHaveBeenCalledWith('-name');
  });
});
