/** The upload area: clips are dropped, chosen or filmed, come to the server, and are analysed on a press. */

import { ask } from './api.js'
import { begun, forget, isOf } from './begun.js'
import { ChosenClip } from './chosen.js'
import { factsOf, forgetWritten, keepWritten, recallWritten, rememberUnit } from './known.js'
import { failed, notice } from './notice.js'
import { draw } from './row.js'
import { standing } from './tus.js'
import { ofBytes } from './words.js'

const form = document.getElementById('facts')
const list = document.getElementById('chosen')
const analyse = document.getElementById('analyse')
const drop = document.getElementById('drop')
const pick = document.getElementById('pick')
const film = document.getElementById('film')
const template = document.getElementById('chosen-clip')
const rows = new Map() // clip -> its row
const ENDS = { done: 'the report is ready.', refused: 'it could not be measured.', failed: 'the analysis failed.' }

function choose(files) {
  for (const file of files) {
    if ([...rows.keys()].some((clip) => clip.phase !== 'over' && isOf(clip.file, file))) {
      notice(`${file.name} is in the list already.`)
    } else if (file.size === 0) {
      notice(`${file.name} is empty; copy it from the phone again.`, { wrong: true })
    } else {
      add(file)
    }
  }
}

function add(file) {
  list.querySelectorAll('.begun').forEach((row) => { if (isOf(row.entry, file)) row.remove() })
  const row = template.content.firstElementChild.cloneNode(true)
  const clip = new ChosenClip(file, show)
  const does = (name) => row.querySelector(`[data-do="${name}"]`)
  does('again').addEventListener('click', () => clip.goOn())
  does('remove').addEventListener('click', () => remove(clip))
  const behind = does('rear').querySelector('input')
  behind.setAttribute('aria-label', `Add a clip from behind to ${file.name}`)
  does('remove').setAttribute('aria-label', `Remove ${file.name}`)
  behind.addEventListener('change', () => { if (behind.files.length) clip.addRear(behind.files[0]) })
  rows.set(clip, row)
  list.append(row)
  document.getElementById('known').open = true
  clip.send()
}

async function remove(clip) {
  rows.get(clip).remove()
  rows.delete(clip)
  offerAnalysis()
  pick.focus()
  await clip.remove()
}

function show(clip) {
  if (clip.phase === 'gone') return rows.get(clip)?.remove()
  draw(rows.get(clip), clip)
  offerAnalysis()
  if (clip.phase === 'over') notice(`${clip.file.name}: ${ENDS[clip.record.status] ?? 'it was cancelled.'}`)
}

function offerAnalysis() {
  const many = [...rows.keys()].filter((clip) => clip.isOpen).length
  analyse.hidden = rows.size === 0
  analyse.disabled = many === 0
  analyse.textContent = many > 1 ? `Analyse ${many} clips` : 'Analyse'
}

/** Uploads of an earlier visit, which go on when the same file is chosen again. */
async function showBegun() {
  for (const entry of begun()) {
    const upload = await standing(entry.address).catch(() => null) // they are shown another time
    if (upload?.analysis) forget(entry.address)
    else if (upload) list.append(begunRow(entry, upload))
  }
  if (begun().length > 0) recallWritten(form)
  else if (rows.size === 0) forgetWritten()
}

function begunRow(entry, upload) {
  const row = template.content.firstElementChild.cloneNode(true)
  row.classList.add('begun')
  row.entry = entry
  row.querySelector('.name').textContent = entry.name
  row.querySelector('progress').value = upload.received / upload.length
  row.querySelector('progress').setAttribute('aria-label', entry.name)
  row.querySelector('.state').textContent = 'not finished'
  row.querySelector('.said').textContent = `${ofBytes(upload.received, upload.length)} are here from before. Choose the same file again to go on.`
  const button = row.querySelector('[data-do="remove"]')
  button.hidden = false
  button.setAttribute('aria-label', `Remove ${entry.name}`)
  button.addEventListener('click', () => discard(entry, row))
  return row
}

async function discard(entry, row) {
  forget(entry.address)
  row.remove()
  pick.focus()
  await ask('DELETE', entry.address).catch(() => {}) // else it goes after a day
}

for (const input of [pick, film]) {
  input.addEventListener('change', () => {
    choose(input.files)
    input.value = ''
  })
}

for (const kind of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault() // anywhere else in the page the browser would open the file
    drop.classList.toggle('over', kind === 'dragover' || kind === 'dragenter')
    if (kind === 'drop') choose(event.dataTransfer.files)
  })
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const facts = factsOf(form)
  if (facts === null) return
  const [first, ...others] = [...rows.keys()].filter((clip) => clip.isOpen)
  for (const clip of [first, ...others]) clip.analyse(facts)
  document.getElementById('known').open = false
  rows.get(first).querySelector('.name').focus()
})

addEventListener('beforeunload', (event) => {
  if ([...rows.keys()].some((clip) => ['turn', 'sending'].includes(clip.phase))) event.preventDefault()
})

rememberUnit(form)
keepWritten(form)
showBegun().catch(failed)
