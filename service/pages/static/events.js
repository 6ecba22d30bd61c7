/** Contacts and toe-offs as they will be: those of the newest revision with what is not sent yet. */

const SAME_S = 0.002

/** What an event of a report is by the clock and the corrections of the first one: `{origin_s, replaces}`. */
function originOf(event, held, slower) {
  const time = event.time_s / slower
  if (!event.by_hand) return { origin_s: time, replaces: null }
  const about = held.filter(({ correction: each }) => each.side === event.side && each.event === event.kind)
  const moved = about.find(({ correction: each }) => each.kind === 'event_moved' && near(each.to_s, time))
  if (moved) return { origin_s: moved.correction.time_s, replaces: moved.id }
  const added = about.find(({ correction: each }) => each.kind === 'event_added' && near(each.time_s, time))
  return { origin_s: null, replaces: added?.id ?? null }
}

/**
 * The events `{side, kind, time_s, origin_s, replaces, state, item}` of one leg, the earliest first, by the clock of
 * the first report. `found` are those of the newest revision, whose clock is `slower` times slower; `held` are the
 * corrections that it holds, and `items` those that are not sent yet. `origin_s` is null for what a person added.
 */
export function eventsNow(found, held, items, { side, slower = 1 }) {
  const known = found
    .filter((event) => event.side === side)
    .map((event) => ({
      side,
      kind: event.kind,
      time_s: event.time_s / slower,
      state: event.by_hand ? 'by hand' : 'found',
      item: null,
      ...originOf(event, held, slower),
    }))
  return items.reduce(apply, known).filter((event) => event.side === side).sort((one, other) => one.time_s - other.time_s)
}

function apply(events, item) {
  const each = item.correction
  if (!each) return events.filter((event) => event.replaces !== item.replaces)
  const isIt = (event) => event.side === each.side && event.kind === each.event && near(event.origin_s ?? NaN, each.time_s)
  if (each.kind === 'event_moved') {
    return events.map((event) => (isIt(event) ? { ...event, time_s: each.to_s, state: 'moved', item } : event))
  }
  if (each.kind === 'event_removed') return events.filter((event) => !isIt(event))
  if (each.kind !== 'event_added') return events
  const rest = item.replaces ? events.filter((event) => event.replaces !== item.replaces) : events
  const added = { side: each.side, kind: each.event, time_s: each.time_s, origin_s: null, state: 'added' }
  return [...rest, { ...added, replaces: item.replaces, item }]
}

/** Contacts as spans `{from_s, to_s, event}`, from an initial contact to the toe-off after it. */
export function contactsOf(events) {
  return events.flatMap((event, index) => {
    const next = events[index + 1]
    const whole = event.kind === 'initial_contact' && next?.kind === 'toe_off'
    return whole ? [{ from_s: event.time_s, to_s: next.time_s, event }] : []
  })
}

/** The correction that puts an event at another time. */
export function moved(event, time) {
  const { side, kind, origin_s: origin } = event
  const correction = origin === null
    ? { kind: 'event_added', side, event: kind, time_s: time }
    : { kind: 'event_moved', side, event: kind, time_s: origin, to_s: time }
  return { correction, replaces: event.replaces, instead: event.item }
}

/** The event nearest to a time, of a kind if one is named. */
export function nearestTo(events, time, kind = null) {
  const wanted = events.filter((event) => !kind || event.kind === kind)
  return wanted.reduce((best, event) => (!best || away(event, time) < away(best, time) ? event : best), null)
}

const away = (event, time) => Math.abs(event.time_s - time)
const near = (one, other) => Math.abs(one - other) < SAME_S
