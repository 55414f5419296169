import { useMemo } from 'react';

const palettes: readonly [string, string, string, string][] = [
  ['#241b2f', '#f15d3c', '#ffc857', '#f4eee6'],
  ['#10302f', '#2eb0b3', '#f2e863', '#f1f5ee'],
  ['#1b2440', '#5b7cfa', '#ff9b71', '#eef1fb'],
  ['#33202a', '#e4577f', '#8bd3dd', '#fbf0f3'],
  ['#1f2a1c', '#7fb24a', '#f6bd60', '#f3f6ec'],
  ['#2d2316', '#d98324', '#4f9d9d', '#faf4ea'],
];

/** mulberry32: small, and the same everywhere for the same seed. */
function createRandom(seed: string): () => number {
  let state = 2_166_136_261;
  for (let index = 0; index < seed.length; index++) state = Math.imul(state ^ seed.charCodeAt(index), 16_777_619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A poster drawn from an event's id, always the same for the same event. Decoration: it says nothing to a screen reader. */
export function EventArt({ seed, className }: { seed: string; className?: string }) {
  const { background, shapes } = useMemo(() => draw(seed), [seed]);
  return (
    <svg
      viewBox="0 0 160 90"
      preserveAspectRatio="xMidYMid slice"
      className={className}
      aria-hidden="true"
      focusable="false"
    >
      <rect width="160" height="90" fill={background} />
      {shapes.map((shape, index) => (
        <path key={index} d={shape.path} fill={shape.fill} fillOpacity={shape.opacity} />
      ))}
    </svg>
  );
}

interface Shape {
  path: string;
  fill: string;
  opacity: number;
}

/** Quarter circles, halves and bars on a grid of squares. */
function draw(seed: string): { background: string; shapes: Shape[] } {
  const random = createRandom(seed);
  const [background, ...inks] = palettes[Math.floor(random() * palettes.length)] ?? ['#222', '#fff', '#ddd', '#bbb'];
  const size = random() < 0.5 ? 30 : 22.5;
  const shapes: Shape[] = [];
  for (let y = 0; y < 90; y += size) {
    for (let x = 0; x < 160; x += size) {
      if (random() < 0.28) continue;
      const fill = inks[Math.floor(random() * inks.length)] ?? '#fff';
      shapes.push({ path: toPath(Math.floor(random() * 5), x, y, size), fill, opacity: random() < 0.8 ? 1 : 0.55 });
    }
  }
  return { background, shapes };
}

function toPath(kind: number, x: number, y: number, size: number): string {
  const [right, bottom, half] = [x + size, y + size, size / 2];
  if (kind === 0) return `M${x} ${y}H${right}A${size} ${size} 0 0 1 ${x} ${bottom}Z`;
  if (kind === 1) return `M${right} ${bottom}H${x}A${size} ${size} 0 0 1 ${right} ${y}Z`;
  if (kind === 2) return `M${x} ${y + half}A${half} ${half} 0 0 1 ${right} ${y + half}Z`;
  if (kind === 3) return `M${x} ${y}H${x + half}V${bottom}H${x}Z`;
  return `M${x + half} ${y}A${half} ${half} 0 1 1 ${x + half} ${bottom}A${half} ${half} 0 1 1 ${x + half} ${y}Z`;
}
