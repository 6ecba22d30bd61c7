/** The drawn figure as numbers: which joints are shown, which is near, and what part of the picture holds it. */

const SHOWN = ['ear', 'shoulder', 'elbow', 'wrist', 'hip', 'knee', 'ankle', 'heel', 'toe']
const LEG = ['hip', 'knee', 'ankle', 'heel', 'toe']

/** Whether a landmark is one of those that the measures hang on. */
export function isShown(name) {
  return SHOWN.includes(partOf(name))
}

/** `left_ankle` is `left`; what has no side is `mid`. */
export function sideOf(name) {
  return name.startsWith('left_') ? 'left' : name.startsWith('right_') ? 'right' : 'mid'
}

/** `left_ankle` in words. */
export function landmarkInWords(name) {
  return name.replaceAll('_', ' ')
}

/** The points of a frame as the server has them in columns, by name; what is unknown is left out. */
export function pointsOf(row, landmarks) {
  const known = new Map()
  landmarks.forEach((name, index) => {
    const [x, y] = [row.x_px[index], row.y_px[index]]
    if (isShown(name) && x !== null && y !== null) known.set(name, { x, y, visibility: row.visibility[index] })
  })
  return known
}

/** The name of the point nearest to a place, if one is within a distance. */
export function nearest(points, place, within) {
  let found = null
  for (const [name, point] of points) {
    const away = Math.hypot(point.x - place.x, point.y - place.y)
    if (away <= within) [found, within] = [name, away]
  }
  return found
}

/** The landmark of a leg that was seen least, which is what a flag of this side is most likely about. */
export function doubtful(points, side) {
  const own = LEG.map((part) => `${side}_${part}`).filter((name) => points.has(name))
  own.sort((one, other) => points.get(one).visibility - points.get(other).visibility)
  return own[0] ?? points.keys().next().value ?? null
}

/**
 * The part of the picture that holds all these points with room around them, `{x, y, width, height}`, at least as
 * tall as half its breadth and the other way round; the whole picture where there are none.
 */
export function around(figures, { width, height }) {
  const points = figures.flatMap((points) => [...points.values()])
  if (!points.length) return { x: 0, y: 0, width, height }
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [broad, tall] = [Math.max(...xs) - left, Math.max(...ys) - top]
  const high = Math.min(height, Math.max(tall * 1.3, (broad * 1.3) / 1.6))
  const wide = Math.min(width, Math.max(broad * 1.3, high * 0.9))
  return {
    x: between(0, left + broad / 2 - wide / 2, width - wide),
    y: between(0, top + tall / 2 - high / 2, height - high),
    width: wide,
    height: high,
  }
}

/** A number kept between two others. */
export function between(low, value, high) {
  return Math.min(Math.max(value, low), high)
}

function partOf(name) {
  return name.slice(name.lastIndexOf('_') + 1)
}
