/** Two videos side by side, the second in step with the first, and curves that move with them. */

import { clamp, Clock, fetchTimes, timesAtFirst } from './clock.js'
import { Curves } from './curves.js'
import { lying } from './lying.js'
import { Player } from './player.js'
import { contactFrom, stridesOf } from './stride.js'
import { inStep, isOff, within } from './together.js'

const SIDES = { l: 'left', r: 'right' }, KINDS = { i: 'initial_contact', t: 'toe_off' }
const SLOWEST = 0.0625 // that browsers play
const byId = (id) => document.getElementById(id)
const all = (selector) => [...document.querySelectorAll(selector)]

const told = JSON.parse(byId('compare-data').textContent)
const clips = await Promise.all(told.clips.map(unpacked)).catch(withoutClock)
const videos = [byId('video-a'), byId('video-b')]
const [lead, other] = clips.map((clip, i) => new Player(videos[i], clip.clock))
const charts = Object.fromEntries(all('.charts[data-leg]').map((host) => [host.dataset.leg, new Curves(host, { a: 'a' })]))
let leg = firstLeg(), strides = stridesFor(leg)

async function unpacked(clip) {
  const events = clip.events.map(([time, frame, side, kind]) => ({ time, frame, side: SIDES[side], kind: KINDS[kind] }))
  return { ...clip, all: events, clock: new Clock(await timesAtFirst(clip), clip.frames, events) }
}

function withoutClock(error) {
  byId('phase').textContent = 'The frame rate of a clip is not known and its video cannot be read, so they are not in step; reload the page.'
  throw error
}

function stridesFor(name) {
  return clips.map((clip, i) => within(stridesOf(clip.all, told.legs[name][i]), clip.from, clip.to))
}

function firstLeg() {
  return Object.keys(told.legs).find((name) => stridesFor(name).every((each) => each.length)) ?? Object.keys(told.legs)[0]
}

// ---- in step ---------------------------------------------------------------------------------------

function follow() {
  const place = inStep(strides[0], strides[1], lead.time, lead.clock.spacing)
  if (place) keepUp(place)
  else other.pause()
  const words = place ? `${Math.round(place.phase)} % of the stride` : 'no whole stride here; the second video waits'
  byId('phase').textContent = words[0].toUpperCase() + words.slice(1)
  for (const [name, curves] of Object.entries(charts)) curves.at({ a: name === leg && place ? place.phase : null }, words, 'a')
  for (const [i, player] of [lead, other].entries()) byId(`where-${'ab'[i]}`).textContent = `${player.time.toFixed(2)} s, frame ${player.frame}`
}

function keepUp(place) {
  if (!lead.playing) {
    other.pause()
    other.seekTime(place.time)
    return
  }
  const pace = clamp((lead.pace * place.pace * other.clock.tempo) / lead.clock.tempo, SLOWEST, 4)
  if (Math.abs(other.pace - pace) > 0.001) other.pace = pace
  if (isOff(other.time, place.time, other.clock.spacing)) other.seekTime(place.time)
  if (!other.playing) other.play()
}

function state() {
  byId('play').textContent = lead.playing ? 'Pause' : 'Play'
  press('pace', lead.pace)
  follow()
}

lead.addEventListener('frame', follow)
lead.addEventListener('state', state)

// ---- moving ----------------------------------------------------------------------------------------

function contact(by) {
  const events = clips[0].all.filter((event) => event.side === told.legs[leg][0])
  const next = contactFrom(events, lead.time, by, lead.clock.spacing)
  if (!next) return
  lead.pause()
  lead.seekTime(next.time)
}

function seekPhase(phase) {
  const at = lead.time, stride = strides[0].findLast(([from]) => from <= at + 1e-6) ?? strides[0][0]
  if (!stride) return
  lead.pause()
  lead.seekTime(stride[0] + (phase / 100) * (stride[1] - stride[0]))
}

function choose(name) {
  leg = name
  strides = stridesFor(leg)
  press('leg', leg)
  start()
}

/** The first contact of the leg in either video. */
function start() {
  lead.pause()
  if (strides[0].length) lead.seekTime(strides[0][0][0])
  state()
}

document.addEventListener('click', ({ target }) => {
  const { dataset } = target.closest('button') ?? { dataset: {} }
  if (dataset.step) lead.step(Number(dataset.step))
  if (dataset.contact) contact(Number(dataset.contact))
  if (dataset.pace) lead.pace = Number(dataset.pace)
  if (dataset.leg) choose(dataset.leg)
})
byId('play').addEventListener('click', () => lead.toggle())
for (const [name, curves] of Object.entries(charts)) {
  curves.addEventListener('seek', ({ detail }) => {
    if (name !== leg) choose(name)
    seekPhase(detail.phase)
  })
  curves.addEventListener('step', ({ detail }) => (detail.contacts ? contact(detail.contacts) : lead.step(detail.frames)))
}

function press(name, value) {
  for (const button of all(`button[data-${name}]`)) {
    button.setAttribute('aria-pressed', String(button.dataset[name] === String(value)))
  }
}

for (const [i, player] of [lead, other].entries()) {
  const say = (words) => { byId(`loading-${'ab'[i]}`).textContent = words }
  videos[i].addEventListener('error', () => say('This video cannot be played here; reload the page, or download it from its report.'))
  player.addEventListener('refused', () => say('The browser does not play the video yet; try again in a moment.'))
}

/** Go by the stamps of a video itself as soon as they are there. */
async function retime(i) {
  const times = await fetchTimes(clips[i].video).catch(() => null)
  if (!times) return
  clips[i].clock = new Clock(times, clips[i].frames, clips[i].all)
  ;[lead, other][i].retime(clips[i].clock)
  follow()
}

lying(byId('videos'), { buttons: all('button[data-lie]'), mix: byId('mix'), share: byId('share') })
choose(leg)
retime(0)
retime(1)
