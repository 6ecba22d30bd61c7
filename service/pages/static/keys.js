/** Keys that act on a page, the list of them, and a switch for those who dictate or type by accident. */

import { html } from './svg.js'

const OFF = 'midstance.keys-off'

/** The keys of a page; `?` opens their list. */
export class Keys {
  #known = []

  constructor(dialog, button) {
    this.dialog = dialog
    button?.addEventListener('click', () => this.open())
    document.addEventListener('keydown', (event) => this.#press(event))
    this.add('?', 'this list', () => this.open())
    this.#addSwitch()
  }

  /** Have a key act: `words` say what it does, `when` whether it does so now. */
  add(key, words, act, when = () => true) {
    this.#known.push({ key, words, act, when })
    const term = html('dt', {}, html('kbd', {}, key.toUpperCase()))
    this.dialog.querySelector('dl').append(html('div', {}, term, html('dd', {}, words)))
  }

  open() {
    this.dialog.showModal()
  }

  #addSwitch() {
    const box = html('input', { type: 'checkbox', checked: !localStorage.getItem(OFF) })
    box.addEventListener('change', () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, 'yes')))
    this.dialog.querySelector('form').before(html('label', {}, box, 'Single keys act on this device'))
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || this.dialog.open) return
    if (event.target.closest('input, textarea, select, [contenteditable]')) return
    if (localStorage.getItem(OFF) && event.key !== '?') return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const found = this.#known.find((each) => each.key === key && each.when())
    if (!found) return
    event.preventDefault()
    found.act(event)
  }
}
