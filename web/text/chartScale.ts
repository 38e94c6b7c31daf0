export type Bar = { x: number; y: number; width: number; height: number }

/** The smallest round number of minutes that holds every value. */
export function roundTop(values: number[]): number {
  const largest = Math.max(...values, 1)
  const step = largest <= 30 ? 10 : largest <= 120 ? 30 : 60
  return Math.ceil(largest / step) * step
}

/** Bars on a `width` x `height` area whose y grows downwards; a few days do not become wide blocks. */
export function layOutBars(values: number[], width: number, height: number): Bar[] {
  const top = roundTop(values)
  const slot = width / Math.max(values.length, 7)
  return values.map((value, index) => {
    const barHeight = (value / top) * height
    return { x: index * slot + slot * 0.2, y: height - barHeight, width: slot * 0.6, height: barHeight }
  })
}
