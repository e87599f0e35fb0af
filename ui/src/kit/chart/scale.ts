// Arithmetic of charts: round axis steps, squarified rectangles, step curves. No document here, so that it can be tested
// with plain numbers.

/** Axis ticks from zero to at least `max`, at most `count` of them, in steps of 1, 2 or 5. */
export function ticks(max: number, count = 4): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / count;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((s) => s * ten >= rough) ?? 10) * ten;
  const top = Math.ceil(max / step - 1e-9);
  return Array.from({ length: top + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** Whole-number ticks, for counts. */
export function countTicks(max: number, count = 4): number[] {
  const all = ticks(Math.max(1, max), count).filter((n) => Number.isInteger(n));
  return all.length > 1 ? all : [0, 1];
}

export type Box = { x: number; y: number; w: number; h: number };

const worst = (row: number[], side: number) => {
  const sum = row.reduce((a, b) => a + b, 0);
  return Math.max(...row.map((v) => Math.max((side * side * v) / (sum * sum), (sum * sum) / (side * side * v))));
};

function layRow(row: number[], free: Box, out: Box[]): Box {
  const sum = row.reduce((a, b) => a + b, 0);
  const upright = free.w >= free.h;
  const depth = sum / (upright ? free.h : free.w);
  let at = upright ? free.y : free.x;
  for (const v of row) {
    const length = v / depth;
    out.push(upright ? { x: free.x, y: at, w: depth, h: length } : { x: at, y: free.y, w: length, h: depth });
    at += length;
  }
  return upright
    ? { ...free, x: free.x + depth, w: free.w - depth }
    : { ...free, y: free.y + depth, h: free.h - depth };
}

/** Rectangles whose areas stand to each other as the values (falling, positive); Bruls, Huizing & van Wijk 2000. */
export function squarify(values: readonly number[], width: number, height: number): Box[] {
  const total = values.reduce((a, b) => a + b, 0);
  if (!(total > 0) || width <= 0 || height <= 0) return [];
  const areas = values.map((v) => (v / total) * width * height);
  const out: Box[] = [];
  let free: Box = { x: 0, y: 0, w: width, h: height };
  let row: number[] = [];
  for (const area of areas) {
    const side = Math.min(free.w, free.h);
    if (row.length === 0 || worst([...row, area], side) <= worst(row, side)) row.push(area);
    else {
      free = layRow(row, free, out);
      row = [area];
    }
  }
  if (row.length > 0) layRow(row, free, out);
  return out;
}

/** A path of steps through points sorted by x: flat until the next x, then down or up. */
export function stepPath(points: readonly (readonly [number, number])[]): string {
  return points
    .map(([x, y], i) => (i === 0 ? `M${x.toFixed(1)} ${y.toFixed(1)}` : `H${x.toFixed(1)}V${y.toFixed(1)}`))
    .join('');
}

/** Lines through points; a null makes a gap. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let pen = false;
  const parts: string[] = [];
  for (const p of points) {
    if (p) parts.push(`${pen ? 'L' : 'M'}${p[0].toFixed(1)} ${p[1].toFixed(1)}`);
    pen = p !== null;
  }
  return parts.join('');
}
