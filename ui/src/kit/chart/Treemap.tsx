// Areas by count: one tile per object, in the tile its name and number. Tiles are links; arrows walk them by size.
import { useNavigate } from '@tanstack/react-router';
import { useNumber } from '../Time';
import css from './chart.module.css';
import { squarify } from './scale';
import { walkMarks } from './walk';

export type Tile = { id: string; name: string; value: number; label: string; to: string; hue: number };

/** As many words as fit, never cut inside one. */
export function fitWords(name: string, width: number): string {
  const room = Math.floor((width - 12) / 6.6);
  if (name.length <= room) return name;
  const words = name.slice(0, Math.max(0, room - 1)).replace(/\s*\S*$/, '');
  return words ? `${words}…` : '';
}

export function Treemap({ tiles, width, height = 300 }: { tiles: readonly Tile[]; width: number; height?: number }) {
  const navigate = useNavigate();
  const number = useNumber();
  const some = tiles.filter((t) => t.value > 0).sort((a, b) => b.value - a.value);
  const boxes = squarify(
    some.map((t) => t.value),
    width,
    height,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset
    <svg
      className={css.svg}
      width={width}
      height={height}
      role="group"
      onKeyDown={(e) => walkMarks(e, /^Arrow(Right|Down)$/, /^Arrow(Left|Up)$/)}
    >
      {some.map((tile, i) => {
        const b = boxes[i];
        if (!b) return null;
        const open = () => void navigate({ to: tile.to });
        const name = b.h >= 22 ? fitWords(tile.name, b.w) : '';
        return (
          // biome-ignore lint/a11y/useSemanticElements: a tile of a drawing cannot be an anchor of the router
          <g
            key={tile.id}
            data-mark
            role="link"
            tabIndex={i === 0 ? 0 : -1}
            aria-label={tile.label}
            className={`${css.tile} ${css.mark}`}
            data-hue={tile.hue}
            onClick={open}
            onKeyDown={(e) => e.key === 'Enter' && open()}
          >
            <title>{tile.label}</title>
            <rect x={b.x + 1} y={b.y + 1} width={Math.max(0, b.w - 2)} height={Math.max(0, b.h - 2)} rx={3} />
            {name ? (
              <text x={b.x + 8} y={b.y + 18}>
                {name}
              </text>
            ) : null}
            {b.h >= 40 && b.w >= 30 ? (
              <text className={css.small} x={b.x + 8} y={b.y + 34}>
                {number(tile.value)}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
