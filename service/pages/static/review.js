/** One flagged frame: look, decide, go on. */

import { ask } from './api.js'
import { any, remember, saidBefore, sayThere, takeLast } from './decided.js'
import { Drawings } from './drawings.js'
import { Editor } from './editor.js'
import { analysis, facts, nameOf } from './facts.js'
import { Figures, Pictures } from './frames.js'
import { Keys } from './keys.js'
import { notice } from './notice.js'
import { newest } from './revisions.js'
import { bindSteps, Stage } from './stage.js'

const { flag } = facts
const place = `${analysis}/flags/${flag.id}`
const fromBehind = flag.clip === 'rear'
const keys = new Keys(document.getElementById('keys'), document.getElementById('help'))
const button = (id) => document.getElementById(id)
let version = null

const known = ask('GET', place).then((answer) => { version = answer.version })
const now = newest()
let editor = null

begin()

async function begin() {
  const sentence = saidBefore()
  if (sentence) notice(sentence)
  bind()
  try {
    const figures = fromBehind ? null : new Figures((await now).number)
    const pictures = new Pictures(fromBehind ? (frame) => `${analysis}/rear_frames/${frame}.jpg` : undefined)
    const stage = new Stage(document.getElementById('stage'), { pictures, figures, frame: flag.frame })
    if (fromBehind) for (const id of ['frame-back', 'frame-on', 'figure-shown', 'whole']) button(id).disabled = true
    else {
      bindSteps(stage, keys)
      new Drawings(stage, keys)
    }
    await stage.show(flag.frame)
    openEditor(stage, await now)
  } catch (error) {
    notice(error.message, { wrong: true })
  }
}

function bind() {
  addButton('a', 'accept', 'accept: the frame is as the software sees it', () => decide('accepted'))
  addButton('d', 'dismiss', 'dismiss: there was nothing to flag', () => decide('dismissed'))
  addButton('c', 'comment', 'comment', () => openComment(true))
  keys.add('n', 'next', () => leave(facts.after ?? facts.queue))
  if (facts.before) keys.add('p', 'previous', () => leave(facts.before))
  addButton('u', 'undo', 'undo the last decision', undo)
  showUndo()
  button('comment-form')?.addEventListener('submit', keepComment)
  button('comment-form')?.addEventListener('keydown', whileTyping)
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })
}

/** The editor, for who may correct, of a frame that was shown. */
function openEditor(stage, now) {
  if (!button('edit')) return
  editor = new Editor(stage, keys, now)
  addButton('e', 'edit', 'correct', () => editor.use(!editor.open))
  editor.addEventListener('revised', afterCorrecting)
  editor.draft.addEventListener('changed', showUndo)
  showUndo()
  if (editor.hasDraft) editor.use(true)
}

/** What was corrected is said of the flag too, unless the revision already does. */
async function afterCorrecting() {
  await refresh()
  const corrects = editor.last?.length
  if (corrects && flag.state === 'open') await say({ state: 'corrected' }, { remembered: false })
  if (!corrects && flag.state === 'corrected' && flag.revision === null) await say({ state: 'open' }, { remembered: false })
  showUndo()
}

function showUndo() {
  button('undo').disabled = !(any() || editor?.hasDraft || editor?.last?.length)
}

function leave(address) {
  if (editor?.hasDraft) notice('What you corrected is not sent yet: R recomputes, or discard it.', { wrong: true })
  else location.assign(address)
}

function addButton(key, id, words, act) {
  const found = button(id)
  if (!found) return
  found.addEventListener('click', act)
  keys.add(key, words, act, () => !found.disabled)
}

async function decide(state) {
  if (editor?.hasDraft) return leave()
  if (await say({ state })) {
    sayThere(`${state === 'accepted' ? 'Accepted' : 'Dismissed'}: ${flag.message} U takes it back.`)
    location.assign(facts.after ?? facts.queue)
  }
}

/** Say something of the flag; whether it was kept. */
async function say(said, { remembered = true } = {}) {
  busy(true)
  try {
    await known
    const { document: now } = await ask('PATCH', place, { body: said, ifMatch: version })
    if (!remembered) await refresh()
    if (remembered) remember({ place, address: location.pathname + location.search, before: told(flag), after: told(now) })
    return true
  } catch (error) {
    if (error.status === 412) await showOthers()
    else notice(error.message, { wrong: true })
    return false
  } finally {
    busy(false)
  }
}

const told = ({ state, comment }) => ({ state, comment })

/** Somebody else was faster: show what they said, and let it be decided anew. */
async function showOthers() {
  await refresh()
  notice(`Meanwhile ${nameOf(flag.author)} said: ${inWords(flag)}. Decide anew.`, { wrong: true })
}

/** Show how the flag stands now. */
async function refresh() {
  const answer = await ask('GET', place)
  version = answer.version
  showState(answer.document)
}

function inWords({ state, comment }) {
  return comment ? `${state}, “${comment}”` : state
}

function showState(now) {
  Object.assign(flag, now)
  const chip = document.querySelector('#state-of-flag .state')
  chip.className = `state ${now.state}`
  chip.textContent = now.state
}

async function undo() {
  if (editor?.open && editor.takeBack()) return
  const last = takeLast()
  if (!last) return
  try {
    const { document: now, version: seen } = await ask('GET', last.place)
    if (now.state !== last.after.state || now.comment !== last.after.comment) {
      notice(`Meanwhile ${nameOf(now.author)} said: ${inWords(now)}. That stays.`, { wrong: true })
      return
    }
    await ask('PATCH', last.place, { body: last.before, ifMatch: seen })
    sayThere(`Taken back: it is ${last.before.state} again.`)
    if (last.address === location.pathname + location.search) location.reload()
    else location.assign(last.address)
  } catch (error) {
    remember(last)
    notice(error.message, { wrong: true })
  }
}

function openComment(open) {
  const form = button('comment-form')
  form.hidden = !open
  button('comment').setAttribute('aria-expanded', open)
  if (open) form.elements.comment.focus()
  else button('comment').focus()
}

function whileTyping(event) {
  if (event.key === 'Escape') openComment(false)
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    event.currentTarget.requestSubmit()
  }
}

async function keepComment(event) {
  event.preventDefault()
  const comment = event.target.elements.comment.value.trim()
  if (comment !== flag.comment && !(await say({ comment }))) return
  sayThere('The comment is kept.')
  location.reload()
}

function busy(on) {
  for (const id of ['accept', 'dismiss', 'comment', 'edit']) {
    const found = button(id)
    if (found) found.disabled = on
  }
}
