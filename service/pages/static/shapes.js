/** Shapes that are drawn on frames: how many points each takes, and how it looks. */

import { svg } from './svg.js'

/** How many points a shape takes. */
export const POINTS = { line: 2, angle: 3, plumb_line: 1, text: 1 }

/** What is to be set next, in words. */
export const NEXT = {
  line: ['one end of the line', 'the other end'],
  angle: ['one end of the angle', 'its vertex', 'the other end'],
  plumb_line: ['where the plumb line hangs'],
  text: ['where the words begin'],
}

const TEXT_PX = 16

/** The angle at the middle one of three points `[x, y]`, 0 to 180 degrees; NaN where two of them are one. */
export function degrees([from, vertex, to]) {
  const [one, other] = [from, to].map(([x, y]) => [x - vertex[0], y - vertex[1]])
  const cross = one[0] * other[1] - one[1] * other[0]
  const dot = one[0] * other[0] + one[1] * other[1]
  if (cross === 0 && dot === 0) return NaN
  return (Math.abs(Math.atan2(cross, dot)) * 180) / Math.PI
}

/** A drawing in words. */
export function drawingInWords({ shape, points_px: points, text }) {
  const name = shape === 'angle' ? `angle of ${Math.round(degrees(points))}°` : shape.replace('_', ' ')
  return text ? `${name}, “${text}”` : name
}

/** The elements of a drawing, whole or under way, in a picture `{width, height}` of which a screen pixel shows `scale`. */
export function drawn({ shape, points_px: points, text }, { height }, scale) {
  const ends = points.map(([x, y]) => svg('circle', { cx: x, cy: y, r: 3.5 * scale, class: 'end' }))
  const path = (d) => [svg('path', { d, class: 'halo' }), svg('path', { d, class: 'stroke' })]
  const along = points.map(([x, y]) => `${x} ${y}`).join('L')
  const words = (x, y, written) => svg('text', { x: x + 8 * scale, y: y - 8 * scale, 'font-size': TEXT_PX * scale }, written)
  const last = points.at(-1)
  switch (shape) {
    case 'plumb_line': return [...path(`M${last[0]} 0V${height}`), ...ends, ...(text ? [words(...last, text)] : [])]
    case 'text': return [...ends, words(...last, text)]
    case 'angle': {
      const whole = points.length === 3 ? `${Math.round(degrees(points))}°${text ? ` ${text}` : ''}` : ''
      return [...path(`M${along}`), ...ends, ...(whole ? [words(...points[1], whole)] : [])]
    }
    default: return [...path(`M${along}`), ...ends, ...(text ? [words(...last, text)] : [])]
  }
}
