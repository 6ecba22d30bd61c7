/**
 * When each click of a session falls: what coaching/clicks.py says, in numbers of the browser.
 *
 * A segment is `{duration_s, effort, cadence_spm, clicks}`, as a plan has it; the last may be endless. The beat
 * is a count of steps that goes on where the cadence changes, and begins anew after a segment without one. Every
 * time is worked out from the count alone, so that none hangs on how often or how late it was asked for.
 */

const FEET = ['left', 'right']
/** From the least to the most. */
export const EFFORTS = ['rest', 'walk', 'jog', 'easy', 'steady', 'hard']
const SAME = 1e-9 // steps; what rounding leaves of a whole one

/** The clicks from `from` until before `to`, in seconds of the session: `{time_s, foot}` each. */
export function clicksBetween(segments, from, to, feet = FEET) {
  return [...beatsOf(segments)].flatMap((part) => (part.segment.clicks ? within(part, from, to, feet) : []))
}

function within({ start, beat, perSecond, after }, from, to, feet) {
  const found = []
  const first = Math.max(beat, beat + (from - start) * perSecond - 1)
  for (let count = Math.ceil(first - SAME); count < after - SAME; count++) {
    const time_s = start + (count - beat) / perSecond
    if (time_s >= to) break
    const foot = FEET[count % 2]
    if (time_s >= from && feet.includes(foot)) found.push({ time_s, foot })
  }
  return found
}

function* beatsOf(segments) {
  let [start, beat] = [0, 0]
  for (const segment of segments) {
    const perSecond = (segment.cadence_spm ?? 0) / 60
    const after = perSecond ? beat + perSecond * segment.duration_s : 0
    yield { segment, start, beat, perSecond, after }
    start += segment.duration_s
    beat = after
  }
}

/**
 * The changes in the same span, `{time_s, turn}` each: more is asked (`up`), less (`down`), or nothing (`end`).
 * What is endless was chosen as it began, and needs no telling.
 */
export function changesBetween(segments, from, to) {
  const found = []
  let time_s = 0
  for (const [at, segment] of segments.entries()) {
    time_s += segment.duration_s
    const turn = turnOf(segment, segments[at + 1])
    if (turn && time_s >= from && time_s < to) found.push({ time_s, turn })
  }
  return found
}

function turnOf(before, after) {
  if (!after) return 'end'
  if (!Number.isFinite(after.duration_s)) return null
  const [was, is] = [asked(before), asked(after)]
  const differs = was.findIndex((value, at) => value !== is[at])
  if (differs < 0) return null
  return was[differs] < is[differs] ? 'up' : 'down'
}

function asked(segment) {
  return [EFFORTS.indexOf(segment.effort), Number(segment.clicks), segment.cadence_spm ?? 0]
}

/** How long all of it lasts, in seconds. */
export function lengthOf(segments) {
  return segments.reduce((sum, segment) => sum + segment.duration_s, 0)
}

/** When so many seconds with clicks have passed since `from`, those without left out; endless if there are fewer. */
export function afterClicked(segments, from, seconds) {
  let [start, left] = [0, seconds]
  for (const segment of segments) {
    const end = start + segment.duration_s
    const begun = Math.max(from, start)
    if (segment.clicks && begun < end) {
      if (begun + left <= end) return begun + left
      left -= end - begun
    }
    start = end
  }
  return Infinity
}

/** The segment at a time, by its place in the list, and how long it still lasts; the last one after the end. */
export function partAt(segments, time_s) {
  let end = 0
  for (const [index, segment] of segments.entries()) {
    end += segment.duration_s
    if (time_s < end) return { index, left: end - time_s }
  }
  return { index: segments.length - 1, left: 0 }
}

/** What was run until `time_s`, and from there on another cadence, without end. */
export function withCadence(segments, time_s, cadence) {
  const { index } = partAt(segments, time_s)
  const run = segments.slice(0, index)
  const begun = { ...segments[index], duration_s: time_s - lengthOf(run) }
  return [...run, ...(begun.duration_s > 0 ? [begun] : []), ...steady(cadence)]
}

/** Clicks at one cadence, without end. */
export function steady(cadence) {
  return [clicked(cadence, Infinity)]
}

/** One cadence after the other, each as long. */
export function ladder(cadences, stepSeconds) {
  return cadences.map((cadence) => clicked(cadence, stepSeconds))
}

function clicked(cadence, seconds) {
  return { duration_s: seconds, effort: 'easy', cadence_spm: cadence, clicks: true }
}

/** Whose steps are clicked: every step, or once a stride that of the accented foot, or of the left. */
export function clickedFeet(every, accent) {
  if (every === 'step') return FEET
  return [accent === 'right' ? 'right' : 'left']
}
