/** Exchange left and right for a span of frames, and correct what is known of runner and clip. */

import { notice } from './notice.js'

/** The tool that exchanges the legs: once where it begins, once where it ends. */
export class ExchangeTool {
  constructor(stage, draft) {
    Object.assign(this, { stage, draft, from: null })
    this.button = document.getElementById('exchange')
    this.hint = document.getElementById('exchange-hint')
    this.words = this.button.firstChild
    this.button.addEventListener('click', () => this.press())
    stage.addEventListener('shown', () => this.#tell())
  }

  press() {
    if (this.from === null) this.from = this.stage.frame
    else {
      const [first_frame, last_frame] = [this.from, this.stage.frame].sort((one, other) => one - other)
      this.from = null
      this.draft.put({ kind: 'legs_exchanged', first_frame, last_frame })
    }
    this.#tell()
  }

  focus() {
    this.button.focus({ preventScroll: true })
  }

  #tell() {
    const open = this.from !== null
    this.words.textContent = open ? 'Exchange to here ' : 'Exchange from here '
    this.hint.textContent = open
      ? `From frame ${this.from} to this one, ${this.stage.frame}; step to the last one and press again.`
      : 'Exchange the legs from this frame to another.'
  }
}

const FACTS = { speed_mps: 'speed', height_cm: 'height', capture_fps: 'rate of filming', direction: 'direction' }

/** The tool for facts; `known` are those that the clip came with, `inTurn` does what is to follow a revision. */
export class FactsTool {
  constructor(draft, known, inTurn) {
    Object.assign(this, { draft, known, corrected: {}, shown: {} })
    for (const name of Object.keys(FACTS)) this.shown[name] = ''
    this.form = document.getElementById('facts-form')
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      inTurn(() => this.#take())
    })
    draft.addEventListener('changed', () => this.#follow())
  }

  /** Show what holds now. */
  show(held) {
    this.corrected = held.find((each) => each.correction.kind === 'facts_corrected')?.correction ?? {}
    this.#follow()
  }

  /** Show what holds, with what is not sent yet; what somebody is writing stays. */
  #follow() {
    for (const [name, before] of Object.entries(this.shown)) {
      const field = this.form.elements[name]
      this.shown[name] = this.#now(name)
      if (field.value === before) field.value = this.shown[name]
    }
  }

  #now(name) {
    const before = this.known[name] ?? ''
    const drafted = this.draft.of('facts_corrected')[0]?.[name]
    return String(drafted === '' ? before : drafted ?? this.corrected[name] ?? before)
  }

  #take() {
    const item = this.draft.items.find((each) => each.correction?.kind === 'facts_corrected')
    const next = { ...item?.correction, kind: 'facts_corrected' }
    const fields = Object.keys(FACTS).map((name) => this.form.elements[name])
    for (const { name, value } of fields.filter((field) => field.value !== this.shown[field.name])) {
      if (value !== '') next[name] = name === 'direction' ? value : Number(value)
      else if ((this.corrected[name] ?? null) !== null) next[name] = '' // as the clip came with it
      else if (name in next) delete next[name]
      else notice(`The clip came with its ${FACTS[name]}: write what it is instead, it cannot be taken away.`, { wrong: true })
    }
    this.shown = Object.fromEntries(fields.map((field) => [field.name, field.value]))
    if (Object.keys(next).length > 1) this.draft.put(next)
    else if (item) this.draft.drop(item)
    else this.#follow()
  }
}
