/** Two videos in step: where the second is in its stride when the first is somewhere in its own. Pure arithmetic. */

import { phaseOf, spanAt } from './stride.js'

/**
 * The place in the second clip that is as far in its stride as `time` is in the first's. The first stride of one goes with the
 * first of the other; where the second has fewer it begins again.
 *
 * @param {import('./stride.js').Span[]} first strides of the clip that leads, in order
 * @param {import('./stride.js').Span[]} second those of the one that follows
 * @param {number} slack how long before a contact its nearest frame may be
 * @returns {{time: number, phase: number, pace: number, stride: number} | null} `pace` is how many seconds the second takes for
 *   one of the first, `stride` which of its strides it is; null where `time` is in no whole stride, or the second has none
 */
export function inStep(first, second, time, slack = 0) {
  const own = spanAt(first, time) ?? spanAt(first, time + slack)
  if (!own || second.length === 0) return null
  const stride = first.indexOf(own) % second.length, other = second[stride], phase = phaseOf(own, time)
  const length = other[1] - other[0]
  return { time: other[0] + (phase / 100) * length, phase, pace: length / (own[1] - own[0]), stride }
}

/** Whether one that plays is so far from where it should be that it has to be put there. */
export function isOff(time, wanted, spacing) { return Math.abs(time - wanted) > Math.max(0.04, 2 * spacing) }

/** The strides that lie within a part of a clip; all of them without one. */
export function within(strides, from = -Infinity, to = Infinity) {
  return strides.filter(([start]) => start >= from - 1e-6 && start <= to + 1e-6)
}
