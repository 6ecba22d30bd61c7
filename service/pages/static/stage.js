/** The frame that is looked at, with the figure drawn into it, and the steps to the frames beside it. */

import { around, isShown, sideOf } from './figure.js'
import { failed } from './notice.js'
import { svg } from './svg.js'

const BESIDE = 6
const GLANCE_MS = 400 // who looks longer may step to the frames beside
const UNSURE = 0.5
const DOT = 5.5

/** Shows frames; `shown` is told to listeners with `{frame, time_s, points, clip}`. */
export class Stage extends EventTarget {
  #wanted = 0
  #layers = { image: svg('image'), figure: svg('g', { class: 'figure' }), above: svg('g') }

  /** `figures` is null where there are none, and one frame is all. */
  constructor(root, { pictures, figures, frame }) {
    super()
    this.root = root
    this.picture = root.querySelector('#picture')
    Object.assign(this, { pictures, figures, frame, now: null, whole: false, box: null, drawing: null })
    this.placed = (_, points) => points
    this.picture.append(...Object.values(this.#layers))
    new ResizeObserver(() => this.draw()).observe(this.picture)
    root.querySelector('#frame-back').addEventListener('click', () => this.step(-1))
    root.querySelector('#frame-on').addEventListener('click', () => this.step(1))
    root.querySelector('#figure-shown').addEventListener('click', () => this.toggleFigure())
    root.querySelector('#whole').addEventListener('click', () => this.toggleWhole())
  }

  /** The layer above the figure, for what others draw. */
  get above() {
    return this.#layers.above
  }

  /** How many pixels of the picture one of the screen shows. */
  get scale() {
    const screen = this.picture.getScreenCTM()
    return screen && screen.a ? 1 / screen.a : 1
  }

  /** Where in the picture an event of a pointer happened. */
  place(event) {
    const screen = this.picture.getScreenCTM().inverse()
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(screen)
  }

  step(by) {
    if (this.figures) return this.show(this.frame + by)
  }

  /** Show a frame; resolves once it is there. */
  async show(frame) {
    const last = this.now ? this.now.clip.frames - 1 : Infinity
    this.frame = Math.min(Math.max(frame, 0), last)
    const wanted = ++this.#wanted
    this.root.querySelector('.picture').setAttribute('aria-busy', 'true')
    try {
      const [address, figure] = await Promise.all([this.pictures.get(this.frame), this.figures?.at(this.frame)])
      if (wanted !== this.#wanted) return
      const natural = await sizeOf(address)
      if (wanted !== this.#wanted) return
      this.now = figure ?? { clip: { ...natural, frames: this.frame + 1, edges: [] }, time_s: null, points: new Map() }
      Object.assign(this.now, { frame: this.frame, address })
      await this.#frameIn()
      if (wanted !== this.#wanted) return
      this.draw()
      this.#ahead()
      this.dispatchEvent(new CustomEvent('shown', { detail: this.now }))
    } catch (error) {
      if (wanted === this.#wanted) failed(error)
    } finally {
      if (wanted === this.#wanted) this.root.querySelector('.picture').setAttribute('aria-busy', 'false')
    }
  }

  /** Take the figures of another revision. */
  async retake(figures) {
    this.figures = figures
    await this.show(this.frame)
  }

  toggleFigure() {
    const button = this.root.querySelector('#figure-shown')
    const on = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', on)
    this.picture.classList.toggle('plain', !on)
  }

  toggleWhole() {
    this.whole = !this.whole
    this.root.querySelector('#whole').setAttribute('aria-pressed', this.whole)
    this.draw()
  }

  /** The points of the frame that is shown, with what was done to them and is not sent yet. */
  get points() {
    return this.placed(this.frame, this.now?.points ?? new Map())
  }

  draw() {
    if (!this.now) return
    const { clip, address, time_s: time } = this.now
    const box = this.whole || !this.box ? { x: 0, y: 0, width: clip.width, height: clip.height } : this.box
    this.picture.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`)
    this.picture.style.aspectRatio = `${box.width} / ${box.height}`
    const image = { href: address, width: clip.width, height: clip.height }
    for (const [name, value] of Object.entries(image)) this.#layers.image.setAttribute(name, value)
    this.#layers.figure.replaceChildren(...drawn(this.points, clip.edges, this.scale))
    this.root.setAttribute('aria-label', `Frame ${this.frame}`)
    this.root.querySelector('#frame-shown').textContent =
      `frame ${this.frame}` + (time === null ? '' : `, ${time.toFixed(3)} s`)
    this.dispatchEvent(new Event('drawn'))
  }

  async #frameIn() {
    if (!this.figures) return
    if (this.box && holds(this.box, this.now.points)) return
    const near = Array.from({ length: 2 * BESIDE + 1 }, (_, index) => this.frame - BESIDE + index)
    const there = near.filter((frame) => frame >= 0 && frame < this.now.clip.frames)
    const figures = await Promise.all(there.map((frame) => this.figures.at(frame)))
    this.box = around(figures.map((figure) => figure.points), this.now.clip)
  }

  #ahead() {
    clearTimeout(this.glance)
    if (!this.figures) return
    this.glance = setTimeout(() => {
      for (const frame of [this.frame + 1, this.frame - 1, this.frame + 2]) {
        if (frame >= 0 && frame < this.now.clip.frames) this.pictures.get(frame).catch(() => {})
      }
    }, GLANCE_MS)
  }
}

/** Have keys step and look, as the buttons do. */
export function bindSteps(stage, keys) {
  keys.add(',', 'a frame back', () => stage.step(-1))
  keys.add('.', 'a frame on', () => stage.step(1))
  keys.add('l', 'landmarks on or off', () => stage.toggleFigure())
  keys.add('w', 'whole picture, or the runner', () => stage.toggleWhole())
}

function holds(box, points) {
  return [...points.values()].every(
    ({ x, y }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height,
  )
}

function drawn(points, edges, scale) {
  const lines = edges
    .filter(([one, other]) => isShown(one) && isShown(other) && points.has(one) && points.has(other))
    .map(([one, other]) => {
      const [from, to] = [points.get(one), points.get(other)]
      const side = sideOf(one) === sideOf(other) ? sideOf(one) : 'mid'
      return svg('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: `edge ${side}` })
    })
  const dots = [...points].map(([name, { x, y, visibility, placed }]) => {
    const kind = placed ? ' placed' : visibility < UNSURE ? ' unsure' : ''
    return svg('circle', { cx: x, cy: y, r: DOT * scale, class: `joint ${sideOf(name)}${kind}`, 'data-landmark': name })
  })
  return [...lines, ...dots]
}

async function sizeOf(address) {
  const image = new Image()
  image.src = address
  await image.decode()
  return { width: image.naturalWidth, height: image.naturalHeight }
}
