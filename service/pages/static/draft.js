/** Corrections that are not sent yet: they survive a reload, and nobody else's work removes them. */

/** What a correction is about; of two about the same the later one counts. */
export function targetOf(correction) {
  const { kind, frame, landmark, side, event, time_s: time, first_frame: first, last_frame: last } = correction
  switch (kind) {
    case 'landmark_moved':
    case 'landmark_hidden': return `landmark/${frame}/${landmark}`
    case 'event_moved':
    case 'event_removed': return `event/${side}/${event}/${time}`
    case 'event_added': return `added/${side}/${event}/${time}`
    case 'step_left_out': return `step/${side}/${time}`
    case 'legs_exchanged': return `legs/${first}/${last}`
    default: return kind
  }
}

/**
 * By the ids of those of the corrections that hold which make way for new ones: the place, among the items that have a
 * correction, of the one that comes instead, `null` where none does.
 */
export function overruled(items, held) {
  const sent = items.filter((item) => item.correction)
  const places = held.flatMap(({ id, correction }) => {
    const place = sent.findIndex((item) => item.replaces === id || targetOf(item.correction) === targetOf(correction))
    if (place >= 0) return [[id, place]]
    return items.some((item) => item.replaces === id) ? [[id, null]] : []
  })
  return Object.fromEntries(places)
}

/** Facts that are corrected once more keep what was corrected of them before; one that is '' is as the clip came with it. */
export function withFactsHeld(items, held) {
  const before = held.find((each) => each.correction.kind === 'facts_corrected')
  return items.map((item) => {
    if (item.correction?.kind !== 'facts_corrected') return item
    const all = { ...before?.correction, ...item.correction }
    const said = Object.entries(all).filter(([, value]) => value !== null && value !== '')
    if (said.length > 1) return { ...item, correction: Object.fromEntries(said) }
    return { ...item, correction: null, replaces: before?.id }
  })
}

/** A correction in words. */
export function correctionInWords(correction) {
  const of = (name) => (name === 'toe_off' ? 'toe-off' : name.replaceAll('_', ' '))
  const at = (time) => `${time.toFixed(3)} s`
  const { kind, side, event, time_s: time, frame, landmark } = correction
  switch (kind) {
    case 'landmark_moved': return `${of(landmark)} moved in frame ${frame}`
    case 'landmark_hidden': return `${of(landmark)} cannot be seen in frame ${frame}`
    case 'legs_exchanged': return `left and right exchanged, frames ${correction.first_frame} to ${correction.last_frame}`
    case 'event_moved': return `${side} ${of(event)} moved from ${at(time)} to ${at(correction.to_s)}`
    case 'event_added': return `${side} ${of(event)} added at ${at(time)}`
    case 'event_removed': return `${side} ${of(event)} at ${at(time)} removed`
    case 'step_left_out': return `${side} step at ${at(time)} left out`
    case 'flag_dismissed': return 'a flag dismissed'
    default: return factsInWords(correction)
  }
}

function factsInWords({ speed_mps: speed, height_cm: height, capture_fps: fps, direction }) {
  const said = (value, words, name) => (value === '' ? `${name} as the clip came with it` : value && words)
  const known = [
    said(speed, `speed ${speed} m/s`, 'speed'),
    said(height, `height ${height} cm`, 'height'),
    said(fps, `filmed at ${fps} frames/s`, 'rate of filming'),
    said(direction, `runs to the ${direction}`, 'direction'),
  ]
  return known.filter(Boolean).join(', ')
}

/** The draft of one analysis; tells `changed` to listeners. Items are `{correction, replaces}`. */
export class Draft extends EventTarget {
  constructor(analysis, storage = sessionStorage) {
    super()
    Object.assign(this, { key: `midstance.draft.${analysis}`, storage })
    const kept = JSON.parse(storage.getItem(this.key) ?? '{}')
    this.items = kept.items ?? []
    this.seen = kept.seen ?? null
    this.comment = kept.comment ?? ''
  }

  /** Add a correction in the place of one about the same; `replaces` is one that holds and is about another. */
  put(correction, { replaces = null, instead = null } = {}) {
    const target = targetOf(correction)
    this.items = this.items.filter((item) => item !== instead && keyOf(item) !== target)
    this.items.push({ correction, replaces })
    this.#keep()
  }

  /** Have a correction that holds be undone. */
  undo(id, words) {
    this.items.push({ correction: null, replaces: id, words })
    this.#keep()
  }

  drop(item) {
    this.items = this.items.filter((each) => each !== item)
    this.#keep()
  }

  takeLast() {
    this.drop(this.items.at(-1))
  }

  clear() {
    this.items = []
    this.comment = ''
    this.#keep()
  }

  /** Upon which revision all this was made. */
  upon(seen) {
    this.seen = seen
    this.#keep()
  }

  say(comment) {
    this.comment = comment
    this.#store()
  }

  of(...kinds) {
    return this.items.map((item) => item.correction).filter((each) => each && kinds.includes(each.kind))
  }

  #keep() {
    this.#store()
    this.dispatchEvent(new Event('changed'))
  }

  #store() {
    const { items, seen, comment } = this
    if (items.length || comment) this.storage.setItem(this.key, JSON.stringify({ items, seen, comment }))
    else this.storage.removeItem(this.key)
  }
}

function keyOf(item) {
  return item.correction ? targetOf(item.correction) : `undo/${item.replaces}`
}
