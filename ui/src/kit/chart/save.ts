// Taking a picture or its table out of the page: SVG, PNG, CSV. Colours and fonts are written into the copy, since the
// style sheet stays behind; the foot says what was counted.
export type ChartTable = { columns: readonly string[]; rows: readonly (readonly (string | number | null)[])[] };

function download(name: string, blob: Blob) {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  window.setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}

/** A cell that a spreadsheet must not take for a formula gets an apostrophe. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

export const csvOf = (t: ChartTable) => [t.columns, ...t.rows].map((r) => r.map(csvCell).join(',')).join('\r\n');

export const fileName = (title: string, ending: string) =>
  `${title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)}.${ending}`;

export function saveCsv(title: string, table: ChartTable, foot: string) {
  const text = `${csvOf(table)}\r\n${foot ? `\r\n${csvCell(foot)}\r\n` : ''}`;
  download(fileName(title, 'csv'), new Blob(['\ufeff', text], { type: 'text/csv' }));
}

const copied = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
];

/** A copy of the drawing that stands alone: styles inlined, background, title above, foot below. */
export function standalone(
  svg: SVGSVGElement,
  title: string,
  foot: string,
): { text: string; width: number; height: number } {
  const clone = svg.cloneNode(true);
  if (!(clone instanceof SVGSVGElement)) return { text: '', width: 0, height: 0 };
  const from = [...svg.querySelectorAll<SVGElement>('*')];
  [...clone.querySelectorAll<SVGElement>('*')].forEach((el, i) => {
    const source = from[i];
    if (!source) return;
    const style = getComputedStyle(source);
    for (const key of copied) el.setAttribute(key, style.getPropertyValue(key));
    el.removeAttribute('class');
  });
  const width = svg.clientWidth || 640;
  const height = svg.clientHeight || 320;
  const ns = 'http://www.w3.org/2000/svg';
  const page = getComputedStyle(document.body);
  const text = (words: string, y: number, size: number) => {
    const el = document.createElementNS(ns, 'text');
    for (const [k, v] of Object.entries({ x: '8', y: String(y), 'font-size': String(size), fill: page.color }))
      el.setAttribute(k, v);
    el.textContent = words;
    return el;
  };
  const outer = document.createElementNS(ns, 'svg');
  outer.setAttribute('xmlns', ns);
  outer.setAttribute('width', String(width));
  outer.setAttribute('height', String(height + 56));
  outer.setAttribute('font-family', 'system-ui, sans-serif');
  const back = document.createElementNS(ns, 'rect');
  for (const [k, v] of Object.entries({ width: '100%', height: '100%', fill: page.backgroundColor }))
    back.setAttribute(k, v);
  clone.setAttribute('y', '28');
  clone.setAttribute('width', String(width));
  clone.setAttribute('height', String(height));
  outer.append(back, text(title, 20, 14), clone, text(foot, height + 48, 11));
  return { text: new XMLSerializer().serializeToString(outer), width, height: height + 56 };
}

export function saveSvg(svg: SVGSVGElement, title: string, foot: string) {
  download(fileName(title, 'svg'), new Blob([standalone(svg, title, foot).text], { type: 'image/svg+xml' }));
}

export async function savePng(svg: SVGSVGElement, title: string, foot: string): Promise<void> {
  const drawn = standalone(svg, title, foot);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = drawn.width * 2;
  canvas.height = drawn.height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (blob) download(fileName(title, 'png'), blob);
}
