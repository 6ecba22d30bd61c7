/** The editor of corrections: its tools, what is not sent yet, recomputing, and what came of it. */

import { tables } from './changed.js'
import { ContactTool } from './contacts.js'
import { Draft, correctionInWords } from './draft.js'
import { facts, nameOf } from './facts.js'
import { Figures } from './frames.js'
import { LandmarkTool } from './landmarks.js'
import { failed, notice } from './notice.js'
import { changes, doneIn, eventsOf, newest, send, since, undo } from './revisions.js'
import { html } from './svg.js'
import { ExchangeTool, FactsTool } from './tools.js'
import { Turns } from './turns.js'

const byId = (id) => document.getElementById(id)
const TIMING = { uncertain_contact: 'initial_contact', uncertain_toe_off: 'toe_off', unusual_step: 'initial_contact' }

/** The editor of the page; tells `revised` to listeners once there is another revision. */
export class Editor extends EventTarget {
  #turns = new Turns((act) => this.#tried(act))

  constructor(stage, keys, now) {
    super()
    const flag = facts.flag ?? {}
    Object.assign(this, { stage, now, open: false, reason: flag.reason_code, last: null })
    this.draft = new Draft(facts.analysis)
    this.landmarks = new LandmarkTool(stage, this.draft, { side: flag.side })
    this.contacts = new ContactTool(stage, this.draft, { side: flag.side, time_s: flag.time_s, kind: TIMING[flag.reason_code] })
    this.exchange = new ExchangeTool(stage, this.draft)
    this.facts = new FactsTool(this.draft, facts.settings, (act) => this.#turns.add(act))
    this.draft.addEventListener('changed', () => this.#showDraft())
    byId('send').addEventListener('submit', (event) => { event.preventDefault(); this.recompute() })
    byId('send').elements.comment.value = this.draft.comment
    byId('send').elements.comment.addEventListener('input', (event) => this.draft.say(event.target.value))
    byId('discard').addEventListener('click', () => this.draft.clear())
    this.#bind(keys)
    this.#showDraft()
    this.#showHistory()
  }

  get hasDraft() {
    return this.draft.items.length > 0
  }

  /** Open or close it; the keys go to what the flag is about. */
  async use(on) {
    this.open = on
    byId('editor').hidden = !on
    byId('edit')?.setAttribute('aria-expanded', on)
    if (on && !this.loaded) {
      await this.#load()
      this.loaded = true
      this.landmarks.side ??= this.contacts.side
      this.#warnOfOthers()
    }
    this.landmarks.use(on)
    await this.contacts.use(on)
    if (on) this.#focus()
  }

  /** Take back the last thing that is not sent yet, or else what was sent last; whether there was any. */
  takeBack() {
    if (!this.#turns.busy && !this.hasDraft && !this.last) return false
    this.#turns.add(() => (this.hasDraft ? this.draft.takeLast() : this.last && this.#undo(this.last)))
    return true
  }

  recompute() {
    return this.#turns.add(async () => {
      if (!this.hasDraft) return
      const before = this.now
      const sent = [...this.draft.items]
      const number = await send(this.draft, before)
      byId('others').hidden = true
      this.draft.say('')
      byId('send').elements.comment.value = ''
      for (const item of sent) this.draft.drop(item)
      if (this.hasDraft) this.draft.upon(number)
      await this.#revised(before.number, number)
      this.last = doneIn(number, this.now.all)
    })
  }

  #bind(keys) {
    const own = () => this.open
    const contacts = this.contacts
    keys.add('h', 'the landmark cannot be seen', () => this.landmarks.hide(), own)
    keys.add('m', 'move the chosen contact or toe-off to this frame', () => contacts.moveHere(), own)
    keys.add('i', 'add an initial contact here', () => contacts.add('initial_contact'), own)
    keys.add('t', 'add a toe-off here', () => contacts.add('toe_off'), own)
    keys.add('Delete', 'delete the chosen contact or toe-off', () => contacts.remove(), own)
    keys.add('o', 'leave the chosen step out', () => contacts.leaveOut(), own)
    keys.add('x', 'exchange left and right from here, to here', () => this.exchange.press(), own)
    keys.add('r', 'recompute', () => this.recompute(), own)
  }

  #focus() {
    if (this.reason === 'exchanged_legs') this.exchange.focus()
    else if (TIMING[this.reason]) this.contacts.focus()
    else this.stage.picture.focus({ preventScroll: true })
  }

  async #load() {
    const events = await eventsOf(this.now.number)
    const slower = await this.#slower()
    this.facts.show(this.now.held)
    await this.contacts.take(events, this.now.held, slower)
  }

  /** How many times slower the clock of the newest revision is than that of the first report. */
  async #slower() {
    const retimed = this.now.held.some((each) => each.correction.capture_fps)
    if (!retimed) return 1
    const { clip } = await this.stage.figures.at(0)
    const span = async (figures) => (await figures.at(clip.frames - 1)).time_s - (await figures.at(0)).time_s
    return (await span(this.stage.figures)) / (await span(new Figures(0)))
  }

  /** Show the new revision `number`, and what differs from the one `before`. */
  async #revised(before, number) {
    this.now = await newest()
    const differing = await changes(before, number)
    byId('changes').replaceChildren(
      ...tables(differing),
      html('p', { class: 'hint' }, `Revision ${number}; the first report is kept. `,
        html('a', { href: `/analyses/${facts.analysis}` }, 'The corrected report')),
    )
    byId('outcome').hidden = false
    byId('outcome-title').focus()
    await this.stage.retake(new Figures(number))
    await this.#load()
    this.#showHistory()
    this.dispatchEvent(new Event('revised'))
  }

  /** Take back what was done, `{made, removed}`, as far as it is not taken back already. */
  async #undo({ made, removed }) {
    const before = this.now.number
    const held = this.now.held.map((each) => each.id).filter((id) => made.includes(id))
    if (!held.length && !removed.length) return notice('That has been undone already.')
    const number = await undo({ made: held, removed }, before)
    this.last = null
    if (this.draft.seen === before) this.draft.upon(number)
    await this.#revised(before, number)
    notice('Taken back: what it had changed is as it was before.')
  }

  /** Do it; where somebody else was faster, show what they did and lose nothing. Whether it was done. */
  async #tried(act) {
    byId('recompute').disabled = true
    try {
      await act()
      return true
    } catch (error) {
      if (error.status === 412) await this.#overtaken().catch(failed)
      else failed(error)
      return false
    } finally {
      byId('recompute').disabled = false
    }
  }

  async #overtaken() {
    const seen = this.now.number
    this.now = await newest()
    this.#showOthers(this.draft.seen ?? seen)
    this.#turns.fail() // who asked for more until now had not seen theirs
    await this.stage.retake(new Figures(this.now.number))
    await this.#load()
    this.#showHistory()
  }

  /** What is not sent yet may have been made upon an older revision, in this window before. */
  #warnOfOthers() {
    const { seen } = this.draft
    if (this.hasDraft && seen !== null && seen < this.now.number) this.#showOthers(seen)
  }

  #showOthers(seen) {
    const { made, undone, back } = since(seen, this.now.all)
    const lines = [
      ...made.map((each) => `${nameOf(each.author)}: ${correctionInWords(each.correction)}`),
      ...undone.map((each) => `undone: ${correctionInWords(each.correction)}`),
      ...back.map((each) => `brought back: ${correctionInWords(each.correction)}`),
    ]
    const clash = this.hasDraft ? 'What of yours is about the same takes the place of theirs; take out above what shall not.' : ''
    byId('others').replaceChildren(
      html('h3', {}, 'Somebody corrected this meanwhile'),
      html('ul', {}, ...lines.map((line) => html('li', {}, line))),
      html('p', {}, `Nothing of yours is lost. ${clash}`),
      ...(this.hasDraft ? [html('button', { type: 'button', onclick: () => this.recompute() }, 'Send mine upon theirs')] : []),
    )
    byId('others').hidden = false
  }

  #showDraft() {
    if (this.hasDraft && this.draft.seen === null) this.draft.upon(this.now.number)
    if (!this.hasDraft && this.draft.seen !== null) this.#forgetSeen()
    const items = this.draft.items.map((item) => {
      const words = item.correction ? correctionInWords(item.correction) : item.words
      const leave = html('button', { type: 'button', class: 'plain small', 'aria-label': `Take out: ${words}`, onclick: () => this.draft.drop(item) }, '×')
      return html('li', {}, html('span', {}, words), leave)
    })
    byId('draft').replaceChildren(...items)
    byId('no-draft').hidden = this.hasDraft
    byId('send').hidden = !this.hasDraft
    this.stage.draw()
  }

  #forgetSeen() {
    byId('others').hidden = true
    this.draft.upon(null)
  }

  #showHistory() {
    const lines = this.now.all.toReversed().map((each) => this.#line(each))
    byId('made').replaceChildren(...lines)
    byId('history').hidden = !lines.length
  }

  #line(each) {
    const when = new Date(each.created_at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })
    const who = html('span', { class: 'hint' }, `${nameOf(each.author)}, ${when}${each.comment ? `: “${each.comment}”` : ''}`)
    const words = html('span', { class: 'what' }, correctionInWords(each.correction), html('br'), who)
    if (each.undone_in !== null) return html('li', { class: 'undone' }, words, html('span', { class: 'hint' }, each.replaced_by ? 'replaced' : 'undone'))
    const button = html('button', { type: 'button', class: 'plain small', 'aria-label': `Undo: ${correctionInWords(each.correction)}`, onclick: () => this.#turns.add(() => this.#undo({ made: [each.id], removed: [] })) }, 'Undo')
    return html('li', {}, words, button)
  }
}
