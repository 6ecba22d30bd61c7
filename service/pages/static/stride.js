/** Contacts, toe-offs, stances and strides: pure arithmetic on the events of a report. */

import { lastBy } from './clock.js'

const MOST = 1.5 // of the usual stride; in a longer one a contact was not found

/**
 * @typedef {{side: 'left'|'right', kind: 'initial_contact'|'toe_off', time: number, frame: number}} GaitEvent
 * @typedef {[number, number|null]} Span from one report time to another
 */

/** The times of the events of one side and kind, in order. */
export function timesOf(events, side, kind) {
  return events.filter((event) => event.kind === kind && event.side === side).map((event) => event.time)
}

/** From each contact of a side to its toe-off, null where none was found. @returns {Span[]} */
export function stancesOf(events, side) {
  const offs = timesOf(events, side, 'toe_off'), contacts = timesOf(events, side, 'initial_contact')
  return contacts.map((from, i) => {
    const to = offs[lastBy(offs, from) + 1]
    return [from, to !== undefined && to < (contacts[i + 1] ?? Infinity) ? to : null]
  })
}

/** From each contact of a side to its next, without those between which one was missed. @returns {Span[]} */
export function stridesOf(events, side) {
  const contacts = timesOf(events, side, 'initial_contact')
  const all = contacts.slice(1).map((to, i) => [contacts[i], to])
  const lengths = all.map(([from, to]) => to - from).sort((a, b) => a - b)
  return all.filter(([from, to]) => to - from <= MOST * lengths[lengths.length >> 1])
}

/** The span that holds a time, null where none does. Of spans in order. */
export function spanAt(spans, time) {
  let low = 0, high = spans.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle][0] <= time + 1e-6) low = middle + 1
    else high = middle
  }
  const span = spans[low - 1]
  return span && span[1] !== null && time < span[1] ? span : null
}

/** How far a stride is at a time, 0 to 100; null without one. */
export function phaseOf(stride, time) {
  return stride && (100 * Math.max(0, time - stride[0])) / (stride[1] - stride[0])
}

/** The next contact after a time, or where `by` is negative the last one before it; null where there is none. */
export function contactFrom(events, time, by, slack) {
  const contacts = events.filter((event) => event.kind === 'initial_contact')
  if (by > 0) return contacts.find((event) => event.time > time + slack) ?? null
  return contacts.findLast((event) => event.time < time - slack) ?? null
}
