/** Charts over the stride, which move with a video and move it: each is a slider. */

import { clamp } from './clock.js'
import { svg } from './svg.js'

const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }

/**
 * Tells `seek` with how far the stride is at the place that was clicked (`detail.phase`, 0 to 100), and `step` as a time
 * line does.
 */
export class Curves extends EventTarget {
  #charts

  /**
   * @param {HTMLElement} host with the charts
   * @param {{left?: string, right?: string}} colours of the lines, by the side of the leg: classes as of the curves
   */
  constructor(host, colours) {
    super()
    this.#charts = [...host.querySelectorAll('.chart svg')].map((chart) => this.#chart(chart, colours))
  }

  /** Where each leg is in its stride, null where that is not known; `words` is read out. */
  at(phases, words, followed) {
    for (const { chart, cursors, left, right } of this.#charts) {
      for (const [side, cursor] of Object.entries(cursors)) {
        const phase = phases[side]
        cursor.toggleAttribute('hidden', phase === null)
        cursor.classList.toggle('followed', side === followed)
        if (phase === null) continue
        const x = (left + (phase / 100) * (right - left)).toFixed(1)
        cursor.setAttribute('x1', x)
        cursor.setAttribute('x2', x)
      }
      chart.setAttribute('aria-valuenow', Math.round(phases[followed] ?? 0))
      chart.setAttribute('aria-valuetext', words)
    }
  }

  #chart(chart, colours) {
    const grid = chart.querySelector('.grid'), [left, right] = ['x1', 'x2'].map((end) => Number(grid.getAttribute(end)))
    const box = chart.viewBox.baseVal
    const cursors = Object.fromEntries(Object.entries(colours).map(([side, name]) => {
      return [side, chart.appendChild(svg('line', { class: `cursor ${name}`, y1: 12, y2: 172 }))]
    }))
    for (const [name, value] of [['role', 'slider'], ['tabindex', 0], ['aria-valuemin', 0], ['aria-valuemax', 100]]) {
      chart.setAttribute(name, value)
    }
    chart.addEventListener('click', ({ clientX }) => {
      const { left: edge, width } = chart.getBoundingClientRect()
      const x = ((clientX - edge) / width) * box.width
      this.#tell('seek', { phase: clamp((100 * (x - left)) / (right - left), 0, 99.9) })
    })
    chart.addEventListener('keydown', (event) => this.#key(event) && event.preventDefault())
    return { chart, cursors, left, right }
  }

  #key({ key, shiftKey, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false
    if (key in KEYS) return this.#tell('step', shiftKey ? { contacts: KEYS[key] } : { frames: KEYS[key] })
    if (key === 'Home' || key === 'End') return this.#tell('seek', { phase: key === 'Home' ? 0 : 99.9 })
    return false
  }

  #tell(kind, detail) { return this.dispatchEvent(new CustomEvent(kind, { detail })) }
}
