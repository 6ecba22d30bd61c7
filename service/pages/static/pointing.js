/** A mark in a picture, set by a click or by keys. */

import { svg } from './svg.js'

const STEP = 0.01 // of the picture's width, for an arrow key
const LARGE = 5
const ARM_PX = 14 // of the screen
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Tells of `marked` with the point, in pixels of the picture, and of `chosen` when Enter is pressed. */
export class Mark extends EventTarget {
  #layer = svg('g', { class: 'mark', 'aria-hidden': 'true' })

  /** `picture` is an SVG whose viewBox is the picture. */
  constructor(picture) {
    super()
    Object.assign(this, { picture, point: null })
    picture.append(this.#layer)
    picture.addEventListener('click', (event) => this.#put(placeOf(picture, event)))
    picture.addEventListener('keydown', (event) => this.#press(event))
    new ResizeObserver(() => this.draw()).observe(picture)
  }

  /** Draw it anew, where the picture has another size. */
  draw() {
    if (!this.point) return
    const { x, y } = this.point
    const arm = ARM_PX / (this.picture.getScreenCTM()?.a || 1)
    const gap = arm / 3
    const d = `M${x - arm},${y}H${x - gap}M${x + gap},${y}H${x + arm}M${x},${y - arm}V${y - gap}M${x},${y + gap}V${y + arm}`
    this.#layer.replaceChildren(svg('path', { d, class: 'halo' }), svg('path', { d, class: 'stroke' }))
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && this.point) {
      event.preventDefault()
      this.dispatchEvent(new Event('chosen'))
    }
    const move = MOVES[event.key]
    if (!move) return
    event.preventDefault()
    this.#put(moved(this.point, move, this.#size, event.shiftKey ? LARGE : 1))
  }

  get #size() {
    return this.picture.viewBox.baseVal
  }

  #put(point) {
    const { width, height } = this.#size
    if (!width) return // nothing is shown yet
    this.point = { x: within(point.x, width), y: within(point.y, height) }
    this.draw()
    this.dispatchEvent(new CustomEvent('marked', { detail: this.point }))
  }
}

/** Where a mark goes by an arrow key: from the middle, if it is nowhere yet. */
export function moved(point, [right, down], { width, height }, times = 1) {
  if (!point) return { x: width / 2, y: height / 2 }
  const step = times * STEP * width
  return { x: point.x + right * step, y: point.y + down * step }
}

function placeOf(picture, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse())
}

function within(value, most) {
  return Math.round(Math.min(Math.max(value, 0), most))
}
