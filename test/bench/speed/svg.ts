import type { Plot } from './suite.ts'

const WIDTH = 640
const HEIGHT = 320
const LEFT = 60
const RIGHT = 130
const TOP = 40
const BOTTOM = 48
/** Middle tones: readable on white and on black. */
const COLORS = ['#3b82f6', '#d97706', '#10a37f', '#c2410c']

/** A line plot as SVG text; the axis of x is logarithmic when its values span more than a factor of 20. */
export function renderPlot({ title, x, y, lines }: Plot): string {
  const xs = lines.flatMap(({ points }) => points.map((point) => point.x))
  const top = niceTop(Math.max(...lines.flatMap(({ points }) => points.map((point) => point.y))))
  const isLog = Math.max(...xs) / Math.min(...xs) > 20
  const scale = (value: number) => isLog ? Math.log10(value) : value
  const [low, high] = [scale(Math.min(...xs)), scale(Math.max(...xs))]
  const atX = (value: number) => LEFT + (scale(value) - low) / (high - low || 1) * (WIDTH - LEFT - RIGHT)
  const atY = (value: number) => HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
  const text = (left: number, at: number, words: string, more = '') =>
    `<text x="${left.toFixed(0)}" y="${at.toFixed(0)}" ${more}>${words}</text>`
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = atY(share * top)
    return `<line x1="${LEFT}" x2="${
      WIDTH - RIGHT
    }" y1="${at}" y2="${at}" stroke="#888" stroke-opacity=".3"/>` +
      text(LEFT - 8, at + 4, String(Number((share * top).toPrecision(3))), 'text-anchor="end"')
  })
  const ticks = [...new Set(xs)].map((value) =>
    text(atX(value), HEIGHT - BOTTOM + 18, value.toLocaleString('en-US'), 'text-anchor="middle"')
  )
  const drawn = lines.map(({ label, points }, at) => {
    const path = points.map((point) => `${atX(point.x).toFixed(1)},${atY(point.y).toFixed(1)}`).join(' ')
    const color = COLORS[at % COLORS.length]
    return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>` +
      text(WIDTH - RIGHT + 10, TOP + 16 + at * 20, label, `style="fill:${color}"`)
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#666}@media(prefers-color-scheme:dark){text{fill:#aaa}}</style>',
    text(LEFT, 22, title, 'font-weight="bold"'),
    ...grid,
    ...ticks,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x, 'text-anchor="middle"'),
    text(8, TOP - 6, y),
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

function niceTop(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)))
  return [1, 2, 4, 5, 8, 10].map((step) => step * unit).find((step) => step >= value) ?? 10 * unit
}
