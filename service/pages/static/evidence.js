/** "Show me": the frames behind a number, one after the other, each with its picture. */

/**
 * Tells `frame` with the frame of the clip that is to be shown (`detail.frame`) and of which clip (`detail.clip`).
 * Buttons with `data-frames`, wherever they are, open it.
 */
export class Evidence extends EventTarget {
  #parts
  #asked = null
  #pictures

  /** @param {HTMLElement} figure @param {string[]} pictures where those of each clip lie, by frame */
  constructor(figure, pictures) {
    super()
    this.#pictures = pictures
    this.#parts = Object.fromEntries(
      ['what', 'which', 'before', 'next', 'back', 'large', 'picture', 'none'].map((name) => [name, figure.querySelector(`#evidence-${name}`)]))
    this.figure = figure
    document.addEventListener('click', ({ target }) => {
      const button = target.closest('button[data-frames]')
      if (button) this.#open(button)
    })
    this.#parts.next.addEventListener('click', () => this.#go(1))
    this.#parts.before.addEventListener('click', () => this.#go(-1))
    this.#parts.back.addEventListener('click', () => this.#close())
    this.#parts.picture.addEventListener('error', () => this.#has(false))
    this.#parts.picture.addEventListener('load', () => this.#has(true))
  }

  #open(button) {
    const frames = button.dataset.frames.split(' ').map(Number)
    const again = this.#asked?.button === button
    this.#asked?.button.removeAttribute('aria-current')
    this.#asked = { button, frames, clip: Number(button.dataset.clip), at: again ? this.#asked.at : -1 }
    button.setAttribute('aria-current', 'true')
    this.figure.hidden = false
    this.#parts.what.textContent = capital(button.dataset.what)
    this.#go(1)
    const { top, bottom } = this.figure.getBoundingClientRect()
    if (top < 0 || bottom > innerHeight * 1.5) {
      this.figure.parentElement.scrollIntoView({ block: 'start' })
      this.figure.querySelector('figcaption').focus({ preventScroll: true })
    }
  }

  #go(by) {
    const { frames, clip } = this.#asked
    this.#asked.at = (this.#asked.at + by + frames.length) % frames.length
    const frame = frames[this.#asked.at], address = `${this.#pictures[clip]}${frame}.jpg`
    const many = frames.length > 1 ? `, ${this.#asked.at + 1} of ${frames.length}` : ''
    this.#parts.which.textContent = `frame ${frame}${many}`
    this.#parts.before.hidden = this.#parts.next.hidden = frames.length < 2
    this.#parts.picture.alt = `Frame ${frame} with the measured lines drawn on the runner`
    this.#parts.picture.src = this.#parts.large.href = address
    this.dispatchEvent(new CustomEvent('frame', { detail: { frame, clip } }))
  }

  #has(one) {
    this.#parts.large.hidden = !one
    this.#parts.none.hidden = one
  }

  #close() {
    const { button } = this.#asked
    this.#asked = null
    button.removeAttribute('aria-current')
    this.figure.hidden = true
    button.focus()
  }
}

function capital(words) { return words[0].toUpperCase() + words.slice(1) }
