/** A time line with the contacts of both feet and the flags: a slider, by pointer and by keyboard. */

import { clamp } from './clock.js'
import { spanAt, stancesOf } from './stride.js'
import { html, svg } from './svg.js'

const LEFT = 24, RIGHT = 8, LANES = { flags: 4, right: 24, left: 48 }, LANE = 20, AXIS = 88, HEIGHT = 92
const TICKS_S = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120], LEAST_S = 0.5, TICK_PX = 70
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }

/**
 * Tells `seek` with the report time that somebody wants (`detail.time`), and `step` with how many frames further on
 * (`detail.frames`) or contacts (`detail.contacts`); draws what `show` was given, and where `at` is.
 */
export class Timeline extends EventTarget {
  #slider
  #svg
  #told = { events: [], flags: [] }
  #spans = { left: [], right: [] }
  #view
  #time = 0
  #end = LEFT // where the lanes end; asked of the page once, for each asking lays it out anew

  /** @param {HTMLElement} host an empty element @param {{duration: number, label: string}} of what */
  constructor(host, { duration, label }) {
    super()
    this.duration = duration
    this.#view = [0, duration]
    this.#svg = svg('svg', { 'aria-hidden': 'true', height: HEIGHT, width: '100%' })
    const named = { role: 'slider', tabindex: 0, 'aria-label': label, 'aria-valuemin': 0 }
    this.#slider = html('div', { class: 'lanes', ...named }, this.#svg)
    const zoom = (words, times) =>
      html('button', { type: 'button', class: 'plain small', onclick: () => this.zoom(times) }, words)
    host.append(this.#slider, html('div', { class: 'zooms' }, zoom('Zoom in', 2), zoom('Zoom out', 0.5)))
    this.#listen()
    new ResizeObserver(() => this.#fit()).observe(this.#slider)
    this.#fit()
  }

  /**
   * @param {{events: import('./stride.js').GaitEvent[], flags: {time: number, title: string}[], duration?: number}} told
   */
  show({ events, flags, duration = this.duration }) {
    this.#told = { events, flags }
    this.#spans = { left: stancesOf(events, 'left'), right: stancesOf(events, 'right') }
    if (duration !== this.duration) this.#view = [0, duration]
    this.duration = duration
    this.#draw()
  }

  /** Where the video is; `frame` is read out with it. */
  at(time, frame) {
    this.#time = time
    const [from, to] = this.#view
    if ((time < from || time > to) && to - from < this.duration) this.#look(time, to - from)
    else this.#place()
    const set = (name, value) => this.#slider.setAttribute(`aria-${name}`, value)
    set('valuemax', this.duration.toFixed(2))
    set('valuenow', time.toFixed(2))
    set('valuetext', [`${time.toFixed(2)} s, frame ${frame}`, this.doing(time)].filter(Boolean).join(', '))
  }

  /** In words what the feet do at a time; empty where the events do not tell. */
  doing(time) {
    const standing = ['left', 'right'].filter((side) => spanAt(this.#spans[side], time))
    if (standing.length === 2) return 'both feet on the ground'
    if (standing.length === 1) return `${standing[0]} foot on the ground`
    const events = this.#told.events
    const isBetween = events.length > 0 && events[0].time <= time && time <= events.at(-1).time
    return isBetween && events.some((event) => event.kind === 'toe_off') ? 'in the air' : ''
  }

  /** Show so much of it, 1 being all, around where the video is. */
  zoom(times) {
    const length = clamp((this.#view[1] - this.#view[0]) / times, Math.min(LEAST_S, this.duration), this.duration)
    this.#look(this.#time, length)
  }

  #fit() {
    this.#end = this.#slider.clientWidth - RIGHT
    this.#draw()
  }

  #look(around, length) {
    const from = clamp(around - length / 2, 0, this.duration - length)
    this.#view = [from, from + length]
    this.#draw()
  }

  #listen() {
    const slider = this.#slider
    const seek = (event) => {
      const { left } = slider.getBoundingClientRect()
      const share = (event.clientX - left - LEFT) / (this.#end - LEFT)
      this.#tell('seek', { time: this.#view[0] + clamp(share, 0, 1) * (this.#view[1] - this.#view[0]) })
    }
    slider.addEventListener('pointerdown', (event) => {
      slider.setPointerCapture(event.pointerId)
      seek(event)
    })
    slider.addEventListener('pointermove', (event) => slider.hasPointerCapture(event.pointerId) && seek(event))
    slider.addEventListener('keydown', (event) => this.#key(event) && event.preventDefault())
  }

  #key({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false
    if (key in KEYS) return this.#tell('step', shiftKey ? { contacts: KEYS[key] } : { frames: KEYS[key] })
    if (key === 'PageUp' || key === 'PageDown') return this.#tell('step', { contacts: key === 'PageUp' ? 1 : -1 })
    if (key === 'Home' || key === 'End') return this.#tell('seek', { time: key === 'Home' ? 0 : this.duration })
    if (key === '+' || key === '-') this.zoom(key === '+' ? 2 : 0.5)
    return key === '+' || key === '-'
  }

  #tell(kind, detail) { return this.dispatchEvent(new CustomEvent(kind, { detail })) }

  #x(time) {
    const [from, to] = this.#view
    return LEFT + ((time - from) / (to - from || 1)) * (this.#end - LEFT)
  }

  #draw() {
    const [from, to] = this.#view
    this.#svg.replaceChildren()
    for (const side of ['right', 'left']) this.#lane(side)
    this.#ticks()
    for (const { time, title } of this.#told.flags) {
      if (time < from || time > to) continue
      const x = this.#x(time), y = LANES.flags
      this.#add('path', { class: 'flag', d: `M${x},${y + 14} V${y} l9,4 -9,4` }).append(svg('title', {}, title))
    }
    this.#add('line', { class: 'cursor', y1: 0, y2: AXIS - 12 })
    this.#place()
  }

  #lane(side) {
    const y = LANES[side], [from, to] = this.#view
    this.#add('text', { class: 'lane-name', x: 4, y: y + 15 }, side[0].toUpperCase())
    this.#add('line', { class: 'ground', x1: LEFT, x2: this.#end, y1: y + LANE / 2, y2: y + LANE / 2 })
    for (const [contact, off] of this.#spans[side]) {
      if (contact > to || (off ?? contact) < from) continue
      const x = Math.max(LEFT, this.#x(contact)), end = Math.min(this.#x(off ?? contact), this.#end)
      if (off !== null) this.#add('rect', { class: `stance ${side}`, x, y: y + 3, width: Math.max(1, end - x), height: LANE - 6 })
      if (contact >= from) this.#add('line', { class: `contact ${side}`, x1: x, x2: x, y1: y, y2: y + LANE })
    }
  }

  #ticks() {
    const [from, to] = this.#view, width = this.#end - LEFT
    const every = TICKS_S.find((s) => (s / (to - from)) * width >= TICK_PX) ?? TICKS_S.at(-1)
    const decimals = every < 0.1 ? 2 : every < 1 ? 1 : 0
    for (let i = Math.ceil(from / every); i * every <= to; i++) {
      const x = this.#x(i * every)
      this.#add('line', { class: 'grid', x1: x, x2: x, y1: LANES.right, y2: AXIS - 14 })
      this.#add('text', { class: 'tick', x, y: AXIS, 'text-anchor': 'middle' }, `${(i * every).toFixed(decimals)} s`)
    }
  }

  #add(name, attributes, text) { return this.#svg.appendChild(svg(name, attributes, text)) }

  #place() {
    const x = clamp(this.#x(this.#time), LEFT - 1, this.#end + 1)
    const cursor = this.#svg.querySelector('.cursor')
    cursor?.setAttribute('x1', x)
    cursor?.setAttribute('x2', x)
  }
}
