/** The metronome's page: what is chosen, what plays, and what is said of it. */

import { ladder, steady, withCadence } from './beats.js'
import { faultOf, numbers } from './cadences.js'
import { Keys } from './keys.js'
import { kept, recalled } from './memory.js'
import { notice } from './notice.js'
import { noSound, say, ShownPart } from './now_playing.js'
import { Playing } from './playing.js'
import { clickedSessions } from './sessions.js'
import { html } from './svg.js'

const LIT_S = 0.12
const CHOSEN = 'metronome'
const USUAL = { kind: 'steady', spm: '170', ladder: '160, 164, 168', minutes: '2', every: 'step', accent: 'none', volume: '70' }

const byId = (id) => document.getElementById(id)
const form = byId('chosen'), volume = byId('volume'), spm = byId('spm')
const table = JSON.parse(byId('metronome-table').textContent)
const limits = { low: Number(spm.min), high: Number(spm.max) }
const calm = matchMedia('(prefers-reduced-motion: reduce)')
const playing = new Playing(table, { changed: show, ended, interrupted })
const shown = new ShownPart()

let paused = 0 // seconds into the session
let sessions = [] // of the plan that was opened

// ---- what is chosen --------------------------------------------------------------------------------

function recall() {
  const chosen = { ...USUAL, ...recalled(CHOSEN) }
  for (const [name, value] of Object.entries(chosen)) if (form.elements[name]) form.elements[name].value = value
  volume.value = chosen.volume
}

function keep() {
  kept(CHOSEN, { ...Object.fromEntries(new FormData(form)), volume: volume.value })
}

function chosen(name) { return form.elements[name].value }

const SEGMENTS = {
  steady: () => steady(numbers(spm.value)[0]),
  ladder: () => ladder(numbers(chosen('ladder')), 60 * numbers(chosen('minutes'))[0]),
  session: () => sessions.find((each) => each.id === chosen('session'))?.segments ?? [],
}

function segments() { return SEGMENTS[chosen('kind')]() }

/** Say at its field what cannot be clicked; true if all can. */
function checked() {
  const kind = chosen('kind'), isLadder = kind === 'ladder'
  const faults = {
    spm: kind === 'steady' ? faultOf(spm.value, limits, 1) : '',
    ladder: isLadder ? faultOf(chosen('ladder'), limits) : '',
    minutes: isLadder ? faultOf(chosen('minutes'), { low: 0.1, high: 720, unit: 'minutes' }, 1) : '',
    plan: kind === 'session' && !sessions.length ? 'Choose the plan.json that midstance plan wrote.' : '',
  }
  for (const [name, fault] of Object.entries(faults)) sayAt(name, fault)
  return Object.values(faults).every((fault) => !fault)
}

function sayAt(name, fault) {
  byId(`${name}-wrong`).textContent = fault
  byId(name).setAttribute('aria-invalid', String(Boolean(fault)))
}

/** Offer the sessions of a plan that is opened on this device. */
async function open(file) {
  pause()
  try {
    sessions = clickedSessions(await file.text(), limits)
    sayAt('plan', '')
  } catch (problem) {
    sessions = []
    sayAt('plan', problem.message)
  }
  const options = sessions.map((each) => html('option', { value: each.id }, `${each.id}, ${each.day}: ${each.title}`))
  byId('session').replaceChildren(...(options.length ? options : [html('option', { value: '' }, 'choose the plan first')]))
  byId('session').disabled = !sessions.length
  paused = 0
  show()
}

// ---- playing ---------------------------------------------------------------------------------------

async function play() {
  if (!checked()) {
    form.querySelector('[aria-invalid="true"]').focus()
    return
  }
  try {
    await begin()
  } catch (problem) {
    noSound(problem)
  }
}

async function begin() {
  const session = { segments: segments(), accent: chosen('accent'), every: chosen('every') }
  if (!(await playing.start(session, paused, gain()))) return
  shown.sayAgain()
  show()
  requestAnimationFrame(light)
}

function pause() {
  const wasPlaying = playing.isOn, stopped = playing.stop()
  if (!wasPlaying) return
  paused = chosen('kind') === 'steady' ? 0 : stopped
  show()
  say('Paused.')
}

function interrupted() {
  pause()
  notice('Something else took the sound; play goes on from here.')
}

function ended() {
  pause()
  paused = 0
  say('That was all of it.')
  show()
}

/** Take what is chosen anew: what plays goes on with it or begins again, and stops for another kind. */
function changed(name) {
  keep()
  if (name === 'kind') {
    pause()
    paused = 0
    show()
    return
  }
  if (!checked()) return
  const sound = { accent: chosen('accent'), every: chosen('every') }
  if (!playing.isOn) paused = ['accent', 'every'].includes(name) ? paused : 0
  else if (name === 'accent' || name === 'every') playing.replan(() => ({ ...playing.session, ...sound }))
  else if (name === 'spm') playing.replan((now) => ({ ...sound, segments: withCadence(playing.session.segments, now, numbers(spm.value)[0]) }))
  else restart()
  show()
}

function restart() {
  const wasPlaying = playing.isOn
  pause()
  paused = 0
  if (wasPlaying) play()
  else show()
}

function by(steps) {
  const cadence = Math.round(numbers(spm.value)[0] + steps)
  if (chosen('kind') !== 'steady' || !(cadence >= limits.low && cadence <= limits.high)) return
  spm.value = String(cadence)
  changed('spm')
  say(`${cadence} steps a minute.`)
}

function gain() { return (Number(volume.value) / 100) ** 2 } // so that equal ways sound about equally far

// ---- what is shown ---------------------------------------------------------------------------------

function show() {
  const kind = chosen('kind'), isSteady = kind === 'steady'
  for (const part of form.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== kind
  for (const id of ['slower', 'faster']) byId(id).hidden = !isSteady
  form.querySelector('[name=accent][value=both]').disabled = chosen('every') === 'stride'
  byId('play').firstChild.textContent = playing.isOn ? 'Pause ' : 'Play '
  byId('restart').hidden = isSteady || !(playing.isOn || paused)
  shown.show(segments(), playing.isOn ? playing.position : paused, playing.isOn)
}

function light() {
  const foot = playing.isOn && !calm.matches ? playing.footNow(LIT_S) : null
  for (const lamp of document.querySelectorAll('[data-foot]')) lamp.classList.toggle('lit', lamp.dataset.foot === foot)
  if (playing.isOn && !calm.matches) requestAnimationFrame(light)
}

// ---- wiring ----------------------------------------------------------------------------------------

function toggle() { return playing.isOn ? pause() : play() }

recall()
if (chosen('every') === 'stride' && chosen('accent') === 'both') form.elements.accent.value = 'none'
show()

form.addEventListener('submit', (event) => event.preventDefault())
form.addEventListener('change', (event) => {
  if (event.target.id === 'plan') {
    if (event.target.files.length) open(event.target.files[0])
    return
  }
  if (chosen('every') === 'stride' && chosen('accent') === 'both') form.elements.accent.value = 'none'
  changed(event.target.name)
})
volume.addEventListener('input', () => {
  keep()
  playing.gain = gain()
})
byId('play').addEventListener('click', toggle)
byId('restart').addEventListener('click', restart)
byId('slower').addEventListener('click', () => by(-1))
byId('faster').addEventListener('click', () => by(1))

const keys = new Keys(byId('keys'), byId('show-keys'))
keys.add('p', 'play or pause', toggle)
keys.add('-', 'one step a minute slower', () => by(-1), () => chosen('kind') === 'steady')
keys.add('+', 'one step a minute faster', () => by(1), () => chosen('kind') === 'steady')
