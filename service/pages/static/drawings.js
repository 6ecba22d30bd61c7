/** What is drawn on the frames of a clip to talk about them, and the tools that draw. */

import { ask } from './api.js'
import { analysis, facts, nameOf } from './facts.js'
import { between } from './figure.js'
import { failed } from './notice.js'
import { drawn, drawingInWords, NEXT, POINTS } from './shapes.js'
import { html, svg } from './svg.js'

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const [STEP, FAR] = [4, 40] // pixels of the screen
const place = `${analysis}/drawings`

/** The drawings of a clip. */
export class Drawings {
  #all = []
  #group = svg('g', { class: 'drawing' })
  #under = null // a shape under way: `{shape, points_px, text}`
  #hand = null

  constructor(stage, keys) {
    this.stage = stage
    this.root = document.getElementById('drawings')
    stage.above.append(this.#group)
    stage.addEventListener('drawn', () => this.#draw())
    stage.addEventListener('shown', () => this.#list())
    this.buttons = [...this.root.querySelectorAll('[data-shape]')]
    if (this.buttons.length) this.#bind(keys)
    this.#load()
  }

  async #load() {
    try {
      this.#all = (await ask('GET', place)).document
      this.#list()
      this.#draw()
    } catch (error) {
      failed(error)
    }
  }

  #bind(keys) {
    this.form = document.getElementById('drawing-text')
    this.buttons.forEach((button, index) => {
      button.addEventListener('click', () => this.#begin(button.dataset.shape))
      keys.add(String(index + 1), `draw: ${button.firstChild.textContent.trim().toLowerCase()}`, () => this.#begin(button.dataset.shape))
    })
    const { picture } = this.stage
    picture.addEventListener('pointermove', (event) => this.#follow(this.stage.place(event)))
    picture.addEventListener('click', (event) => this.#set(this.stage.place(event)))
    picture.addEventListener('keydown', (event) => this.#key(event))
    this.form.addEventListener('submit', (event) => { event.preventDefault(); this.#write() })
    this.form.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.#end() })
  }

  /** Begin a shape, or leave it where it is the one under way. */
  #begin(shape) {
    if (this.#under?.shape === shape) return this.#end()
    this.#under = { shape, points_px: [], text: '' }
    this.#hand = null
    this.stage.drawing = shape
    this.stage.picture.classList.add('drawing-now')
    if (!this.stage.picture.hasAttribute('tabindex')) this.stage.picture.setAttribute('tabindex', '0')
    this.stage.picture.focus({ preventScroll: true })
    this.form.hidden = true
    this.#tell()
  }

  #end() {
    this.#under = this.#hand = this.stage.drawing = null
    this.stage.picture.classList.remove('drawing-now')
    this.form.hidden = true
    this.form.reset()
    this.#tell()
    this.#draw()
  }

  #tell() {
    const { shape, points_px: points } = this.#under ?? {}
    for (const button of this.buttons) button.setAttribute('aria-pressed', button.dataset.shape === shape)
    const next = shape && NEXT[shape][points.length]
    const hint = next ? `Click ${next}, or go there by the arrow keys and press Enter; Esc leaves it.` : ''
    document.getElementById('drawing-hint').textContent = hint
  }

  #key(event) {
    if (!this.#under) return
    const by = ARROWS[event.key]
    if (event.key === 'Escape') this.#end()
    else if (event.key === 'Enter') this.#set(this.#hand ?? this.#middle())
    else if (by) {
      const far = (event.shiftKey ? FAR : STEP) * this.stage.scale
      const from = this.#hand ?? this.#middle()
      this.#follow({ x: from.x + by[0] * far, y: from.y + by[1] * far })
    } else return
    event.preventDefault()
  }

  #middle() {
    const [x, y, width, height] = this.stage.picture.getAttribute('viewBox').split(' ').map(Number)
    return { x: x + width / 2, y: y + height / 2 }
  }

  #follow({ x, y }) {
    if (!this.#under || !this.form.hidden) return
    const { width, height } = this.stage.now.clip
    this.#hand = { x: between(0, x, width), y: between(0, y, height) }
    this.#draw()
  }

  #set(at) {
    if (!this.#under || !this.form.hidden) return
    this.#follow(at)
    this.#under.points_px.push([round(this.#hand.x), round(this.#hand.y)])
    const { shape, points_px: points } = this.#under
    if (points.length < POINTS[shape]) return this.#tell()
    if (shape !== 'text') return this.#keep()
    this.form.hidden = false
    this.form.elements.text.focus()
  }

  #write() {
    this.#under.text = this.form.elements.text.value.trim()
    if (this.#under.text) this.#keep()
  }

  async #keep() {
    const body = { ...this.#under, frame: this.stage.frame }
    try {
      const { document: made } = await ask('POST', place, { body })
      this.#all.push(made)
      this.#end()
      this.#list()
    } catch (error) {
      this.#end()
      failed(error)
    }
  }

  async #delete(each) {
    try {
      await ask('DELETE', `${place}/${each.id}`)
      this.#all = this.#all.filter((other) => other !== each)
      this.#list()
      this.#draw()
      this.stage.picture.focus({ preventScroll: true })
    } catch (error) {
      failed(error)
    }
  }

  get #here() {
    return this.#all.filter((each) => each.frame === this.stage.frame)
  }

  #draw() {
    if (!this.stage.now) return
    const shapes = [...this.#here]
    if (this.#under) {
      const points_px = this.#hand && this.form.hidden ? [...this.#under.points_px, [this.#hand.x, this.#hand.y]] : this.#under.points_px
      if (points_px.length) shapes.push({ ...this.#under, points_px })
    }
    this.#group.replaceChildren(...shapes.flatMap((each) => drawn(each, this.stage.now.clip, this.stage.scale)))
  }

  #list() {
    const lines = this.#here.map((each) => {
      const words = html('span', { class: 'what' }, `${drawingInWords(each)} `, html('span', { class: 'hint' }, `by ${nameOf(each.author)}`))
      const remove = () => this.#delete(each)
      const button = html('button', { type: 'button', class: 'plain small', 'aria-label': `Delete: ${drawingInWords(each)}`, onclick: remove }, '×')
      return html('li', {}, words, ...(facts.may_correct ? [button] : []))
    })
    const elsewhere = [...new Set(this.#all.map((each) => each.frame))].filter((frame) => frame !== this.stage.frame).sort((a, b) => a - b)
    const links = elsewhere.map((frame) => html('button', { type: 'button', class: 'plain small', onclick: () => this.stage.show(frame) }, `frame ${frame}`))
    if (links.length) lines.push(html('li', {}, html('span', { class: 'elsewhere' }, 'Also on ', ...links)))
    document.getElementById('drawn').replaceChildren(...lines)
  }
}

const round = (value) => Math.round(value * 10) / 10
