/** A magnified picture of what lies around a place. */

import { svg } from './svg.js'

const TIMES = 4
const ACROSS = 150 // pixels of the screen, as the style has it

/** Shows the place of the picture; `where` is the point on the screen that it must not cover. */
export class Loupe {
  constructor(root) {
    this.root = root
    this.image = svg('image')
    this.cross = svg('path', { class: 'cross' })
    root.append(this.image, this.cross)
  }

  show(stage, place, where = null) {
    const span = Math.max(8, (ACROSS * Math.min(stage.scale, 1.5)) / TIMES)
    const { clip, address } = stage.now
    for (const [name, value] of Object.entries({ href: address, width: clip.width, height: clip.height })) {
      this.image.setAttribute(name, value)
    }
    this.root.setAttribute('viewBox', `${place.x - span / 2} ${place.y - span / 2} ${span} ${span}`)
    const [arm, gap] = [span / 8, span / 40]
    const cross = [[-1, 0], [1, 0], [0, -1], [0, 1]]
    const line = ([x, y]) => `M${place.x + x * gap} ${place.y + y * gap}L${place.x + x * arm} ${place.y + y * arm}`
    this.cross.setAttribute('d', cross.map(line).join(''))
    this.root.classList.toggle('right', this.#isUnder(where))
    this.root.removeAttribute('hidden')
  }

  hide() {
    this.root.setAttribute('hidden', '')
  }

  #isUnder(where) {
    if (!where) return this.root.classList.contains('right')
    const box = this.root.parentElement.getBoundingClientRect()
    return where.x - box.left < ACROSS * 1.4 && where.y - box.top < ACROSS * 1.4
  }
}
