/** Move a landmark with pointer, touch or arrow keys, or say that it cannot be seen. */

import { between, doubtful, landmarkInWords, nearest } from './figure.js'
import { Loupe } from './loupe.js'
import { svg } from './svg.js'

const [REACH, REACH_OF_FINGER] = [18, 30]
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** The tool for landmarks; `draft` takes what it does. */
export class LandmarkTool {
  constructor(stage, draft, { side }) {
    Object.assign(this, { stage, draft, side, chosen: null, dragged: null, active: false })
    this.choice = document.getElementById('landmark')
    this.loupe = new Loupe(document.getElementById('loupe'))
    this.ring = svg('circle', { class: 'ring' })
    stage.above.append(this.ring)
    stage.placed = (frame, points) => placed(draft, frame, points)
    this.choice.addEventListener('change', () => this.choose(this.choice.value))
    document.getElementById('hide-landmark').addEventListener('click', () => this.hide())
    stage.picture.addEventListener('pointerdown', (event) => this.#take(event))
    stage.picture.addEventListener('pointermove', (event) => this.#drag(event))
    for (const end of ['pointerup', 'pointercancel']) stage.picture.addEventListener(end, () => this.#release())
    stage.picture.addEventListener('touchstart', (event) => this.#keepStill(event), { passive: false })
    stage.picture.addEventListener('keydown', (event) => this.#arrow(event))
    stage.addEventListener('drawn', () => this.#mark())
    stage.addEventListener('shown', () => this.#list())
  }

  /** Begin, or end, to take the pointer and the arrow keys. */
  use(on) {
    this.active = on
    const { picture } = this.stage
    picture.classList.toggle('editing', on)
    for (const [name, value] of [['tabindex', '0'], ['role', 'application']]) {
      if (on) picture.setAttribute(name, value)
      else if (name === 'role') picture.setAttribute(name, 'img')
      else picture.removeAttribute(name)
    }
    if (!on) this.loupe.hide()
    this.#list()
  }

  choose(name) {
    this.chosen = name
    this.choice.value = name
    this.#mark()
  }

  hide() {
    if (this.chosen) this.draft.put({ kind: 'landmark_hidden', frame: this.stage.frame, landmark: this.chosen })
  }

  #list() {
    const points = this.stage.now?.points ?? new Map()
    const names = [...points.keys()]
    if (names.join() !== this.listed) {
      this.choice.replaceChildren(...names.map((name) => new Option(landmarkInWords(name), name)))
      this.listed = names.join()
    }
    if (!this.chosen || !points.has(this.chosen)) this.chosen = doubtful(points, this.side ?? 'left')
    this.choice.value = this.chosen ?? ''
    this.#mark()
  }

  #mark() {
    const place = this.active && this.chosen ? this.stage.points.get(this.chosen) : null
    this.ring.setAttribute('visibility', place ? 'visible' : 'hidden')
    const { picture } = this.stage
    const what = this.active && this.chosen ? `; arrow keys move the ${landmarkInWords(this.chosen)}` : ''
    picture.setAttribute('aria-label', `Frame ${this.stage.frame} with the drawn landmarks${what}`)
    if (!place) return this.loupe.hide()
    for (const [name, value] of Object.entries({ cx: place.x, cy: place.y, r: 11 * this.stage.scale })) {
      this.ring.setAttribute(name, value)
    }
    this.loupe.show(this.stage, place, this.where)
  }

  #at(event) {
    const reach = event.pointerType === 'mouse' ? REACH : REACH_OF_FINGER
    return nearest(this.stage.points, this.stage.place(event), reach * this.stage.scale)
  }

  #take(event) {
    const name = this.active && !this.stage.drawing && event.button === 0 ? this.#at(event) : null
    if (!name) return
    event.preventDefault()
    this.stage.picture.focus({ preventScroll: true })
    this.choose(name)
    const [from, point] = [this.stage.place(event), this.stage.points.get(name)]
    this.dragged = { name, dx: point.x - from.x, dy: point.y - from.y }
    this.stage.picture.setPointerCapture(event.pointerId)
  }

  #drag(event) {
    if (!this.dragged) return
    const to = this.stage.place(event)
    this.where = { x: event.clientX, y: event.clientY }
    this.#put(to.x + this.dragged.dx, to.y + this.dragged.dy)
  }

  #release() {
    this.dragged = null
  }

  #keepStill(event) {
    const touch = event.touches[0]
    if (this.active && event.touches.length === 1 && this.#at({ ...at(touch), pointerType: 'touch' })) event.preventDefault()
  }

  #arrow(event) {
    const by = ARROWS[event.key]
    const place = by && this.active && !this.stage.drawing && this.chosen ? this.stage.points.get(this.chosen) : null
    if (!place || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    const far = event.shiftKey ? 10 : 1
    this.#put(place.x + by[0] * far, place.y + by[1] * far)
  }

  #put(x, y) {
    const { clip } = this.stage.now
    const [x_px, y_px] = [round(between(0, x, clip.width)), round(between(0, y, clip.height))]
    this.draft.put({ kind: 'landmark_moved', frame: this.stage.frame, landmark: this.chosen, x_px, y_px })
  }
}

/** The points of a frame with what a draft does to them. */
export function placed(draft, frame, points) {
  const now = exchanged(draft, frame) ? new Map([...points].map(([name, point]) => [otherSide(name), point])) : new Map(points)
  for (const each of draft.of('landmark_moved', 'landmark_hidden')) {
    if (each.frame !== frame) continue
    if (each.kind === 'landmark_hidden') now.delete(each.landmark)
    else now.set(each.landmark, { x: each.x_px, y: each.y_px, visibility: 1, placed: true })
  }
  return now
}

function exchanged(draft, frame) {
  const spans = draft.of('legs_exchanged').filter((each) => each.first_frame <= frame && frame <= each.last_frame)
  return spans.length % 2 === 1
}

function otherSide(name) {
  const leg = /_(hip|knee|ankle|heel|toe)$/.test(name)
  return leg ? name.replace(/^(left|right)/, (side) => (side === 'left' ? 'right' : 'left')) : name
}

const round = (value) => Math.round(value * 100) / 100
const at = ({ clientX, clientY }) => ({ clientX, clientY })
