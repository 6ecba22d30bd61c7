/** The small time line of one leg: its contacts as bars, each event a handle to move. */

import { between } from './figure.js'
import { contactsOf } from './events.js'
import { svg } from './svg.js'

const [HIGH, BAR, HANDLE] = [84, 26, 13]
/** What the events are called. */
export const NAMES = { initial_contact: 'initial contact', toe_off: 'toe-off' }

/**
 * Draws events into an element and tells what is done to them: `onchoose(event)`, `onmove(event, time_s)`,
 * `onseek(time_s)`, `onremove(event)`.
 */
export class LegLine {
  constructor(root, told) {
    Object.assign(this, { root, ...told, span: [0, 1], dragged: null, shown: [], stepped: () => 0 })
    root.addEventListener('pointerdown', (event) => this.#take(event))
    root.addEventListener('pointermove', (event) => this.#drag(event))
    for (const end of ['pointerup', 'pointercancel']) root.addEventListener(end, () => { this.dragged = null })
    root.addEventListener('keydown', (event) => this.#key(event))
    root.addEventListener('focusin', ({ target }) => {
      const found = this.#of(target)
      if (found && found !== this.chosen) this.onchoose(found)
    })
  }

  /** `now` is the time shown, `times` those of the frames in sight, `chosen` the event that keys are about. */
  draw({ events, now, times, chosen, left }) {
    Object.assign(this, { shown: events, span: [times[0], times.at(-1)], times, chosen })
    this.wide = this.root.clientWidth || 600
    this.root.setAttribute('viewBox', `0 0 ${this.wide} ${HIGH}`)
    const focused = document.activeElement?.closest('#leg-line [role=slider]')?.dataset.index
    const side = events[0]?.side ?? 'left'
    const bars = contactsOf(events).map((each) => this.#bar(each, side, left))
    const ticks = times.map((time) => svg('line', { x1: this.#x(time), x2: this.#x(time), y1: HIGH - 14, y2: HIGH - 8, class: 'frame-tick' }))
    const cursor = svg('line', { x1: this.#x(now), x2: this.#x(now), y1: 2, y2: HIGH - 4, class: 'cursor' })
    const handles = events.map((event, index) => this.#handle(event, index, event === chosen)).filter(Boolean)
    this.root.replaceChildren(svg('rect', { width: this.wide, height: HIGH, class: 'ground' }), ...ticks, ...bars, cursor, ...handles)
    if (focused !== undefined) this.focus(chosen)
  }

  /** Have the keys go to an event's handle. */
  focus(event) {
    this.root.querySelector(`[data-index="${this.shown.indexOf(event)}"]`)?.focus({ preventScroll: true })
  }

  #x(time) {
    return ((time - this.span[0]) / (this.span[1] - this.span[0])) * this.wide
  }

  #bar({ from_s: from, to_s: to, event }, side, left) {
    const kind = left.has(event) ? ' left-out' : ''
    const width = Math.max(0, this.#x(to) - this.#x(from))
    return svg('rect', { x: this.#x(from), y: BAR, width, height: 24, class: `contact ${side}${kind}` })
  }

  #handle(event, index, chosen) {
    const [x, lands] = [this.#x(event.time_s), event.kind === 'initial_contact']
    if (x < -HANDLE || x > this.wide + HANDLE) return null
    const made = svg('g', {
      role: 'slider',
      tabindex: 0,
      class: `handle ${event.side} ${event.state.replace(' ', '-')}${chosen ? ' chosen' : ''}`,
      'data-index': index,
      'aria-label': `${event.side} ${NAMES[event.kind]}`,
      'aria-valuenow': event.time_s.toFixed(3),
      'aria-valuemin': this.span[0].toFixed(3),
      'aria-valuemax': this.span[1].toFixed(3),
      'aria-valuetext': `${event.time_s.toFixed(3)} s, ${event.state}`,
    })
    const tip = lands ? BAR : BAR + 24
    const tail = lands ? 4 : HIGH - 18
    made.append(
      svg('rect', { x: x - HANDLE, y: lands ? 0 : BAR + 12, width: 2 * HANDLE, height: lands ? BAR + 12 : HIGH - BAR - 20, class: 'hit' }),
      svg('path', { d: `M${x} ${tip}L${x - 7} ${tail}L${x + 7} ${tail}Z` }),
    )
    return made
  }

  #time(event) {
    const box = this.root.getBoundingClientRect()
    const share = between(0, (event.clientX - box.left) / box.width, 1)
    const time = this.span[0] + share * (this.span[1] - this.span[0])
    return this.times.reduce((best, each) => (Math.abs(each - time) < Math.abs(best - time) ? each : best))
  }

  #of(element) {
    const handle = element.closest('[role=slider]')
    return handle ? this.shown[Number(handle.dataset.index)] : null
  }

  #take(event) {
    if (event.button !== 0) return
    event.preventDefault()
    const found = this.#of(event.target)
    if (!found) return this.onseek(this.#time(event))
    this.dragged = found
    this.root.setPointerCapture(event.pointerId)
    this.onchoose(found)
  }

  #drag(event) {
    if (!this.dragged) return
    const time = this.#time(event)
    if (Math.abs(time - this.dragged.time_s) < 1e-6) return
    this.dragged = this.onmove(this.dragged, time)
  }

  #key(event) {
    const found = this.#of(event.target)
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!found || (!by && event.key !== 'Delete')) return
    event.preventDefault()
    if (by) this.onstep(found, by * (event.shiftKey ? 10 : 1))
    else this.onremove(found)
  }
}
