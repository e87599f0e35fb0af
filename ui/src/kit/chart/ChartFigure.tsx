// The frame of every picture: title and finding, what was counted, the table behind it, and the ways out (CSV, SVG, PNG).
import { Button, Group, Menu, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useId, useRef, useState } from 'react';
import { useT } from '../../i18n';
import { useNumber } from '../Time';
import css from './chart.module.css';
import { type ChartTable, saveCsv, savePng, saveSvg } from './save';

type Props = {
  title: string;
  /** What the picture shows, in a sentence; it is the picture's name for readers. */
  finding: string;
  /** Filter, period, denominator, method. */
  foot: string;
  table: ChartTable;
  /** Draws at the width there is. */
  children: (width: number) => ReactNode;
  minHeight?: number;
};

function Cell({ of }: { of: string | number | null }) {
  const number = useNumber();
  if (of === null) return <td>{'–'}</td>;
  return typeof of === 'number' ? <td data-number>{number(of)}</td> : <td dir="auto">{of}</td>;
}

function TableBehind({ title, table }: { title: string; table: ChartTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keys
    <section className={css.behind} aria-label={title} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.columns.map((c) => (
              <th key={c} scope="col">
                {c}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((r) => (
            <tr key={r.join('|')}>
              {r.map((cell, j) => (
                <Cell key={table.columns[j]} of={cell} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function ChartFigure({ title, finding, foot, table, children, minHeight = 120 }: Props) {
  const t = useT();
  const id = useId();
  const [shown, show] = useState(false);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const figure = useRef<HTMLElement>(null);
  const drawing = () => figure.current?.querySelector<SVGSVGElement>('svg') ?? null;
  const out = (save: (svg: SVGSVGElement, name: string, foot: string) => unknown) => {
    const svg = drawing();
    if (svg) void save(svg, title, foot);
  };
  return (
    <figure ref={figure} className={css.figure} aria-labelledby={id}>
      <Group justify="space-between" align="start" wrap="nowrap" gap="sm">
        <figcaption id={id}>
          <Text fw={600} size="sm" component="span">
            {title}
          </Text>
          <Text size="sm" component="span" className={css.finding}>
            {finding}
          </Text>
        </figcaption>
        <Group gap={4} wrap="nowrap">
          <Button size="compact-xs" variant="default" aria-expanded={shown} onClick={() => show(!shown)}>
            {t('chart.table')}
          </Button>
          <Menu>
            <Menu.Target>
              <Button size="compact-xs" variant="default">
                {t('chart.save')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => saveCsv(title, table, foot)}>{t('chart.csv')}</Menu.Item>
              <Menu.Item onClick={() => out(saveSvg)}>{t('chart.svg')}</Menu.Item>
              <Menu.Item onClick={() => out(savePng)}>{t('chart.png')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      <div ref={ref} style={{ minHeight }}>
        {children(width || 640)}
      </div>
      <Text size="xs" c="dimmed">
        {foot}
      </Text>
      {shown ? <TableBehind title={t('chart.tableOf', { title })} table={table} /> : null}
    </figure>
  );
}
