/** One flagged frame: look, decide, go on. */

import { ask } from './api.js'
import { remember, takeLast } from './decided.js'
import { Drawings } from './drawings.js'
import { Editor } from './editor.js'
import { analysis, facts, nameOf } from './facts.js'
import { Figures, Pictures } from './frames.js'
import { Keys } from './keys.js'
import { failed, notice, saidBefore, sayThere } from './notice.js'
import { newest } from './revisions.js'
import { bindSteps, Stage } from './stage.js'
import { Turns } from './turns.js'

const { flag } = facts
const place = `${analysis}/flags/${flag.id}`
const fromBehind = flag.clip === 'rear'
const keys = new Keys(document.getElementById('keys'), document.getElementById('help'))
const button = (id) => document.getElementById(id)
let version = null

const turns = new Turns((act) => act().catch(failed))
let leaving = false // the next page is on its way
let editor = null

begin().catch(failed)

async function begin() {
  const sentence = saidBefore()
  if (sentence) notice(sentence)
  bind()
  const [now] = await Promise.all([newest(), turns.add(refresh)])
  const figures = fromBehind ? null : new Figures(now.number)
  const pictures = new Pictures(fromBehind ? (frame) => `${analysis}/rear_frames/${frame}.jpg` : undefined)
  const stage = new Stage(document.getElementById('stage'), { pictures, figures, frame: flag.frame })
  if (fromBehind) for (const id of ['frame-back', 'frame-on', 'figure-shown', 'whole']) button(id).disabled = true
  else {
    bindSteps(stage, keys)
    new Drawings(stage, keys)
  }
  await stage.show(flag.frame)
  openEditor(stage, now)
}


function bind() {
  addButton('a', 'accept', 'accept: the frame is as the software sees it', () => turns.add(() => decide('accepted')))
  addButton('d', 'dismiss', 'dismiss: there was nothing to flag', () => turns.add(() => decide('dismissed')))
  addButton('c', 'comment', 'comment', () => openComment(true))
  keys.add('n', 'next', () => turns.add(() => leave(facts.after ?? facts.queue)))
  if (facts.before) keys.add('p', 'previous', () => turns.add(() => leave(facts.before)))
  addButton('u', 'undo', 'undo the last decision', undo)
  button('comment-form')?.addEventListener('submit', keepComment)
  button('comment-form')?.addEventListener('keydown', whileTyping)
  window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })
}

/** The editor, for who may correct, of a frame that was shown. */
function openEditor(stage, now) {
  if (!button('edit')) return
  editor = new Editor(stage, keys, now)
  addButton('e', 'edit', 'correct', () => editor.use(!editor.open).catch(failed))
  editor.addEventListener('revised', () => turns.add(afterCorrecting))
  if (editor.hasDraft) editor.use(true).catch(failed)
}

/** What was corrected is said of the flag too, unless the revision already does. */
async function afterCorrecting() {
  await refresh()
  const corrects = editor.last?.made.length
  if (corrects && flag.state === 'open') await say({ state: 'corrected' }, { remembered: false })
  if (!corrects && flag.state === 'corrected' && flag.revision === null) await say({ state: 'open' }, { remembered: false })
}

async function leave(address) {
  if (editor?.hasDraft) notice('What you corrected is not sent yet: R recomputes, or discard it.', { wrong: true })
  else if (!leaving) go(address)
}

/** Open a page, which says the sentence. */
function go(address, sentence = null) {
  leaving = true
  if (sentence) sayThere(sentence)
  if (address === here()) location.reload()
  else location.assign(address)
}

const here = () => location.pathname + location.search

function addButton(key, id, words, act) {
  const found = button(id)
  if (!found) return
  found.addEventListener('click', act)
  keys.add(key, words, act, () => !found.disabled)
}

async function decide(state) {
  if (leaving || editor?.hasDraft) return leave()
  if (!(await say({ state }))) return false
  return go(facts.after ?? facts.queue, `${state === 'accepted' ? 'Accepted' : 'Dismissed'}: ${flag.message} U takes it back.`)
}

/** Say something of the flag; whether it was kept. */
async function say(said, { remembered = true } = {}) {
  if (version === null) await refresh()
  try {
    const { document: now } = await ask('PATCH', place, { body: said, ifMatch: version })
    if (!remembered) await refresh()
    if (remembered) remember({ place, address: here(), before: told(flag), after: told(now) })
    return true
  } catch (error) {
    if (error.status !== 412) return failed(error)
    await showOthers()
    return false
  }
}

const told = ({ state, comment }) => ({ state, comment })

/** Somebody else was faster: show what they said, and let it be decided anew. */
async function showOthers() {
  await refresh()
  notice(`Meanwhile ${nameOf(flag.author)} said: ${decisionInWords(flag)}. Decide anew.`, { wrong: true })
}

/** Show how the flag stands now. */
async function refresh() {
  const answer = await ask('GET', place)
  version = answer.version
  showState(answer.document)
}

function decisionInWords({ state, comment }) {
  return comment ? `${state}, “${comment}”` : state
}

function showState(now) {
  Object.assign(flag, now)
  const chip = document.querySelector('#state-of-flag .state')
  chip.className = `state ${now.state}`
  chip.textContent = now.state
  const said = document.getElementById('comment-of-flag')
  said.textContent = `“${now.comment}”`
  said.hidden = now.comment === ''
}

function undo() {
  if (editor?.open && editor.takeBack()) return
  turns.add(undoDecision)
}

async function undoDecision() {
  if (leaving) return
  const last = takeLast()
  if (!last) return notice('There is nothing to take back.')
  try {
    const { document: now, version: seen } = await ask('GET', last.place)
    if (now.state !== last.after.state || now.comment !== last.after.comment) {
      notice(`Meanwhile ${nameOf(now.author)} said: ${decisionInWords(now)}. That stays.`, { wrong: true })
      return
    }
    await ask('PATCH', last.place, { body: last.before, ifMatch: seen })
  } catch (error) {
    remember(last)
    throw error
  }
  go(last.address, `Taken back: it is ${last.before.state} again.`)
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

function keepComment(event) {
  event.preventDefault()
  const comment = event.target.elements.comment.value.trim()
  turns.add(async () => {
    if (comment !== flag.comment && !(await say({ comment }))) return false
    await refresh()
    notice('The comment is kept.')
  })
  openComment(false)
}
