/** Exchange left and right for a span of frames, and correct what is known of runner and clip. */

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

const FACTS = ['speed_mps', 'height_cm', 'capture_fps', 'direction']

/** The tool for facts; `known` are those that the clip came with. */
export class FactsTool {
  constructor(draft, known) {
    Object.assign(this, { draft, known })
    this.form = document.getElementById('facts-form')
    this.form.addEventListener('submit', (event) => this.#take(event))
  }

  /** Show what holds now. */
  show(held) {
    const corrected = held.find((each) => each.correction.kind === 'facts_corrected')?.correction ?? {}
    const said = Object.fromEntries(Object.entries(corrected).filter(([, value]) => value !== null))
    this.shown = { ...this.known, ...said, ...this.draft.of('facts_corrected')[0] }
    for (const name of FACTS) this.form.elements[name].value = this.shown[name] ?? ''
  }

  #take(event) {
    event.preventDefault()
    const changed = FACTS.filter((name) => this.form.elements[name].value !== String(this.shown[name] ?? ''))
    const said = changed.filter((name) => this.form.elements[name].value !== '').map((name) => [name, this.#value(name)])
    const before = this.draft.of('facts_corrected')[0]
    if (said.length) this.draft.put({ kind: 'facts_corrected', ...before, ...Object.fromEntries(said) })
  }

  #value(name) {
    const { value } = this.form.elements[name]
    return name === 'direction' ? value : Number(value)
  }
}
