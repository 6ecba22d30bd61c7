/** Move, add and delete initial contacts and toe-offs of a leg, and leave steps out. */

import { eventsNow, moved, nearestTo } from './events.js'
import { failed, notice } from './notice.js'
import { LegLine, NAMES } from './legline.js'

const REACH_S = 0.9
const SAME_STEP_S = 0.05

/** The tool for contacts; `report` is told by `take` whenever there is a newer one. */
export class ContactTool {
  #range = null

  constructor(stage, draft, { side, time_s: time, kind }) {
    Object.assign(this, { stage, draft, side, found: [], held: [], chosen: null, slower: 1 })
    this.wanted = { time, kind }
    this.root = document.getElementById('contacts')
    this.leg = document.getElementById('leg')
    this.line = new LegLine(document.getElementById('leg-line'), {
      onchoose: (event) => this.choose(event),
      onmove: (event, time) => this.#move(event, this.#first(time)),
      onstep: (event, by) => this.step(event, by),
      onseek: (time) => this.stage.show(this.#frameAt(time)),
      onremove: () => this.remove(),
    })
    this.leg.addEventListener('change', () => this.#turnTo(this.leg.value))
    const acts = {
      'move-here': () => this.moveHere(),
      'add-contact': () => this.add('initial_contact'),
      'add-toe-off': () => this.add('toe_off'),
      'remove-event': () => this.remove(),
      'leave-out': () => this.leaveOut(),
    }
    for (const [id, act] of Object.entries(acts)) document.getElementById(id).addEventListener('click', act)
    stage.addEventListener('shown', () => this.draw().catch(failed))
    draft.addEventListener('changed', () => this.draw().catch(failed))
  }

  /** What was found in the newest revision, and the corrections that it holds; its clock is `slower` times slower. */
  take(events, held, slower) {
    Object.assign(this, { found: events, held, slower })
    this.side ??= this.#nearestLeg()
    this.leg.value = this.side
    return this.draw()
  }

  use(on) {
    this.root.hidden = !on
    return this.draw()
  }

  /** Draw the part of the time line around the frame that is shown. */
  async draw() {
    if (this.root.hidden || !this.stage.now) return
    const at = this.stage.now
    this.#range = await this.#framesAround(at)
    if (at !== this.stage.now) return
    const events = this.events
    const shown = events.map((event) => ({ ...event, first: event, time_s: event.time_s * this.slower }))
    this.chosen = this.#stillChosen(events)
    const chosen = shown.find((event) => event.first === this.chosen)
    const left = new Set(shown.filter((event) => this.#isLeftOut(event.first)))
    this.line.draw({ events: shown, now: at.time_s, times: this.#range.times, chosen, left })
    this.#tell()
  }

  get events() {
    return this.#eventsOf(this.side)
  }

  choose(event) {
    this.chosen = event.first ?? event
    this.draw().then(() => this.focus()).catch(failed)
  }

  focus() {
    this.line.focus(this.line.shown.find((event) => event.first === this.chosen))
  }

  step(event, by) {
    const { frame, times, first } = { ...this.#range, frame: this.#frameAt(event.time_s) }
    const [here, there] = [times[frame - first], times[frame + by - first]]
    if (there !== undefined) this.#move(event, this.#first(event.time_s + there - here))
    this.stage.show(frame + by)
  }

  moveHere() {
    if (!this.chosen) return notice('Choose an event in the time line first.')
    this.#move(this.chosen, this.#first(this.stage.now.time_s))
  }

  add(event) {
    const time = this.#first(this.stage.now.time_s)
    this.draft.put({ kind: 'event_added', side: this.side, event, time_s: time })
    this.chosen = this.events.find((each) => each.kind === event && each.time_s === time)
    this.draw().catch(failed)
  }

  remove() {
    const event = this.chosen
    if (!event) return notice('Choose an event in the time line first.')
    this.chosen = null
    if (event.origin_s !== null) {
      const correction = { kind: 'event_removed', side: event.side, event: event.kind, time_s: event.origin_s }
      this.draft.put(correction, { replaces: event.replaces, instead: event.item })
      return
    }
    if (event.item) this.draft.drop(event.item)
    if (event.replaces) this.draft.undo(event.replaces, `${event.side} ${NAMES[event.kind]} that was added is undone`)
  }

  leaveOut() {
    const contact = this.chosen?.kind === 'initial_contact' ? this.chosen : this.#contactBefore(this.chosen)
    if (!contact) return notice('Choose an initial contact in the time line first: a step begins with it.')
    this.draft.put({ kind: 'step_left_out', side: this.side, time_s: contact.time_s, reason: 'Left out by hand.' })
  }

  #eventsOf(side) {
    return eventsNow(this.found, this.held, this.draft.items, { side, slower: this.slower })
  }

  get #wantedTime() {
    return this.#first(this.wanted.time ?? this.stage.now?.time_s ?? 0)
  }

  #nearestLeg() {
    const events = [...this.#eventsOf('left'), ...this.#eventsOf('right')]
    return nearestTo(events, this.#wantedTime, this.wanted.kind)?.side ?? 'left'
  }

  #contactBefore(event) {
    const before = this.events.filter((each) => each.kind === 'initial_contact' && each.time_s <= (event?.time_s ?? -1))
    return before.at(-1)
  }

  #move(event, time) {
    const { correction, replaces, instead } = moved(event.first ?? event, time)
    this.draft.put(correction, { replaces, instead })
    this.chosen = nearestTo(this.events, time, event.kind)
    this.stage.show(this.#frameAt(time * this.slower))
    return { ...this.chosen, first: this.chosen, time_s: time * this.slower }
  }

  #turnTo(side) {
    this.side = side
    this.chosen = null
    this.draw().catch(failed)
  }

  #stillChosen(events) {
    if (!this.chosen) {
      const near = nearestTo(events, this.#wantedTime, this.wanted.kind)
      this.wanted = {}
      return near
    }
    const { kind, time_s: time } = this.chosen
    return events.find((event) => event.kind === kind && Math.abs(event.time_s - time) < 1e-6) ?? nearestTo(events, time, kind)
  }

  #isLeftOut(event) {
    const held = this.held.map((each) => each.correction).filter((each) => each.kind === 'step_left_out')
    const all = [...held, ...this.draft.of('step_left_out')].filter((each) => each.side === this.side)
    return event.kind === 'initial_contact' && all.some((each) => Math.abs(each.time_s - event.time_s) <= SAME_STEP_S)
  }

  #tell() {
    const { chosen } = this
    const words = chosen && `${NAMES[chosen.kind]} at ${(chosen.time_s * this.slower).toFixed(3)} s, ${chosen.state}`
    document.getElementById('event-chosen').textContent = words ?? 'nothing chosen'
  }

  async #framesAround(at) {
    const times = []
    const spacing = await this.#spacing(at)
    const reach = spacing ? Math.max(6, Math.round(REACH_S / spacing)) : 6
    const first = Math.max(0, at.frame - reach)
    for (let frame = first; frame <= Math.min(at.clip.frames - 1, at.frame + reach); frame++) {
      times.push((await this.stage.figures.at(frame)).time_s)
    }
    return { first, times }
  }

  async #spacing(at) {
    const beside = at.frame + 1 < at.clip.frames ? at.frame + 1 : at.frame - 1
    return Math.abs((await this.stage.figures.at(beside)).time_s - at.time_s)
  }

  #frameAt(time) {
    const { first, times } = this.#range
    const nearest = times.reduce((best, each, index) => (Math.abs(each - time) < Math.abs(times[best] - time) ? index : best), 0)
    return first + nearest
  }

  #first(time) {
    return time / this.slower
  }
}
